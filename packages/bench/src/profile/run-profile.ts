import { freePort, type ServiceName } from '@orderflow/local-stack';
import { openLoop } from '../measure/open-loop.ts';
import { inWorld } from '../world/world.ts';
import type { CpuProfile } from './cpu-profile.ts';
import { connectInspector } from './inspector.ts';

export interface ProfileOptions {
  readonly service: ServiceName;
  /** Orders a second. */
  readonly rate: number;
  readonly seconds: number;
  /** What the processes inherit. */
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  onProgress(what: string): void;
}

export interface ProfileResult {
  readonly profile: CpuProfile;
  readonly completed: number;
  /** Of the service, for one order, while it was profiled. */
  readonly cpuMicrosPerOrder: number;
}

const warmUp = { rate: 400, seconds: 5 };
/** Finer would slow down what is looked at. */
const sampleEveryMicros = 500;

/** One service of a fresh stack while orders come, after it has warmed up. */
export const runProfile = async ({
  service,
  rate,
  seconds,
  onProgress,
  ...options
}: ProfileOptions): Promise<ProfileResult> => {
  const inspect = { service, port: await freePort() };
  onProgress('starting a stack');
  return inWorld({ ...options, inspect }, async (world) => {
    const inspector = await connectInspector(inspect.port);
    try {
      onProgress('warming up');
      await openLoop({ world, phases: [warmUp] });
      onProgress(`${service} at ${rate} orders/s for ${seconds} s`);
      await inspector.startProfiling(sampleEveryMicros);
      const { report, cpu } = await openLoop({ world, phases: [{ rate, seconds }] });
      const profile = await inspector.stopProfiling();
      return { profile, completed: report.accepted, cpuMicrosPerOrder: cpu[service] / report.accepted };
    } finally {
      inspector.close();
    }
  });
};
