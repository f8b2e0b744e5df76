import { freePort, type ServiceName } from '@orderflow/local-stack';
import { closedLoop, warmUpLoop } from '../measure/closed-loop.ts';
import { openLoop } from '../measure/open-loop.ts';
import { type AcceptServers, withAcceptServers } from '../world/accept-servers.ts';
import { inWorld } from '../world/world.ts';
import type { CpuProfile } from './cpu-profile.ts';
import { connectInspector } from './inspector.ts';

export interface ProfileOptions {
  readonly seconds: number;
  /** What the processes inherit. */
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  onProgress(what: string): void;
}

export interface ServiceProfileOptions extends ProfileOptions {
  readonly service: ServiceName;
  /** Orders a second. */
  readonly rate: number;
}

export interface ProfileResult {
  readonly profile: CpuProfile;
  /** Orders or requests a second that were completed. */
  readonly rate: number;
  /** Of the process, for one of them, while it was profiled. */
  readonly cpuMicros: number;
}

const warmUp = { rate: 400, seconds: 5 };
/** Finer would slow down what is looked at. */
const sampleEveryMicros = 500;

const inspectAt = (port: number): string => `--inspect=127.0.0.1:${port}`;

/** Profiles the process behind `port` while the work is done. */
const profiled = async <T>(port: number, work: () => Promise<T>): Promise<readonly [CpuProfile, T]> => {
  const inspector = await connectInspector(port);
  try {
    await inspector.startProfiling(sampleEveryMicros);
    const result = await work();
    return [await inspector.stopProfiling(), result];
  } finally {
    inspector.close();
  }
};

/** One service of a fresh stack while orders come, after it has warmed up. */
export const runProfile = async (options: ServiceProfileOptions): Promise<ProfileResult> => {
  const { service, rate, seconds, env, signal, onProgress } = options;
  const port = await freePort();
  onProgress('starting a stack');
  return inWorld({ env, signal, nodeArguments: { [service]: [inspectAt(port)] } }, async (world) => {
    onProgress('warming up');
    await openLoop({ world, phases: [warmUp] });
    onProgress(`${service} at ${rate} orders/s for ${seconds} s`);
    const [profile, { report, cpu }] = await profiled(port, () => openLoop({ world, phases: [{ rate, seconds }] }));
    return { profile, rate: report.accepted / seconds, cpuMicros: cpu[service] / report.accepted };
  });
};

export interface AcceptProfile {
  /** The order service, in a process that takes no messages. */
  readonly accept: ProfileResult;
  /** A Fastify route that validates and serialises the same, and does nothing. */
  readonly noop: ProfileResult;
}

/** `POST /orders` alone with a key, in a closed loop, and beside it what of that is HTTP. */
export const runAcceptProfile = async (options: ProfileOptions): Promise<AcceptProfile> => {
  const { seconds, env, signal, onProgress } = options;
  const ports = { order: await freePort(), noop: await freePort() };
  const nodeArguments = { order: [inspectAt(ports.order)], noop: [inspectAt(ports.noop)] };
  const measure = async (servers: AcceptServers, name: 'order' | 'noop'): Promise<ProfileResult> => {
    const [server, keys] = [servers[name], name];
    onProgress(`${name === 'order' ? 'POST /orders' : 'a route that does nothing'} for ${seconds} s`);
    await warmUpLoop({ server, keys: 'warm-up', signal });
    const [profile, loop] = await profiled(ports[name], () => closedLoop({ server, keys, seconds, signal }));
    return { profile, ...loop };
  };
  onProgress('starting a stack');
  return inWorld({ env, signal }, (world) =>
    withAcceptServers(
      world,
      async (servers) => ({
        noop: await measure(servers, 'noop'),
        accept: await measure(servers, 'order'),
      }),
      nodeArguments,
    ),
  );
};
