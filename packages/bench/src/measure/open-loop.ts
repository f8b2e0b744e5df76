import type { HistoryWriter } from '@orderflow/audit';
import {
  createHttpTarget,
  createTracker,
  type LoadProgress,
  type LoadReport,
  type Phase,
  parseMix,
  runLoad,
  startTerminalFeed,
  type Tracker,
} from '@orderflow/load';
import { type CpuByProcess, startCpuMeter } from '../world/cpu-meter.ts';
import { untilAtRest } from '../world/rest.ts';
import type { World } from '../world/world.ts';

export interface OpenLoopOptions {
  readonly world: World;
  readonly phases: readonly Phase[];
  /** Default 256. */
  readonly connections?: number;
  readonly history?: HistoryWriter;
  /** While it runs. */
  onStart?(tracker: Tracker): void;
  onProgress?(progress: LoadProgress): void;
}

export interface OpenLoopResult {
  readonly report: LoadReport;
  /** From the first order until everything is at rest. */
  readonly cpu: CpuByProcess;
}

const defaultConnections = 256;
const requestTimeoutMs = 10_000;
const settleSeconds = 30;
const restWithinSeconds = 30;
let runs = 0;

/** Orders that go through, at a rate that does not wait for answers; resolves once all they set off is done. */
export const openLoop = async (options: OpenLoopOptions): Promise<OpenLoopResult> => {
  const { world, phases, connections = defaultConnections, history } = options;
  const { stack, signal } = world;
  signal.throwIfAborted();
  const tracker = createTracker();
  const target = createHttpTarget({
    url: stack.urls.order,
    connections,
    timeoutMs: requestTimeoutMs,
    ...(history ? { history } : {}),
  });
  const feed = await startTerminalFeed(stack.natsAdminUrl, (id, outcome) => tracker.ended(id, outcome, true));
  const cpu = startCpuMeter(world);
  options.onStart?.(tracker);
  try {
    const report = await runLoad({
      phases,
      mix: parseMix('confirm=1'),
      run: `bench-${++runs}`,
      withKeys: true,
      settleSeconds,
      target,
      tracker,
      signal,
      abandon: signal,
      ...(options.onProgress ? { onProgress: options.onProgress } : {}),
    });
    signal.throwIfAborted();
    await untilAtRest(world, restWithinSeconds);
    return { report, cpu: cpu() };
  } finally {
    await target.close();
    await feed.close();
  }
};
