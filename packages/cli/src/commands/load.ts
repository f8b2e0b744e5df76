import { createHistoryWriter } from '@orderflow/audit';
import { AppError } from '@orderflow/errors';
import {
  createHttpTarget,
  createTracker,
  parseMix,
  progressLine,
  reportText,
  runLoad,
  startTerminalFeed,
} from '@orderflow/load';
import { clientConfig, replicasOf, supervisedStates } from '@orderflow/local-stack';
import { readConfig } from '@orderflow/service-kit';
import { environment } from '../config.ts';
import { createScreen } from '../terminal/screen.ts';
import { requireRunning } from './running.ts';

export interface LoadCommandOptions {
  readonly rate: number;
  readonly duration: number;
  readonly mix: string;
  readonly connections: number;
  readonly settle: number;
  readonly patience: number;
  /** Shares of the orders, from 0 to 1, whose customers do that. */
  readonly cancel: number;
  readonly read: number;
  readonly repeat: number;
  readonly keys: boolean;
  /** The order service, several addresses separated by commas; default: that of the running stack. */
  readonly url: string | undefined;
  /** Where ends are listened for; default the running stack's. */
  readonly nats: string | undefined;
  readonly json: boolean;
  /** File for every request and its answer, for `audit --history`. */
  readonly history: string | undefined;
}

const requestTimeoutMs = 30_000;
const plainProgressEverySeconds = 5;

const whereTo = async (options: LoadCommandOptions): Promise<{ url: string; nats: string | undefined }> => {
  if (options.url !== undefined) return { url: options.url, nats: options.nats };
  const running = requireRunning();
  const replicas = replicasOf('order', await supervisedStates(running.controlSocket));
  return { url: replicas.map(({ url }) => url).join(','), nats: options.nats ?? running.natsAdminUrl };
};

/** Exit code 1 when an accepted order has not ended, or when none was accepted. */
export const load = async (options: LoadCommandOptions, signal: AbortSignal): Promise<number> => {
  const mix = parseMix(options.mix);
  const { url, nats } = await whereTo(options);
  const screen = createScreen(process.stderr);
  const tracker = createTracker();
  const history = options.history === undefined ? undefined : createHistoryWriter(options.history);
  const target = createHttpTarget({
    url,
    connections: options.connections,
    timeoutMs: requestTimeoutMs,
    apiKey: readConfig(clientConfig, environment).ORDERFLOW_API_KEY,
    ...(history ? { history } : {}),
  });
  const feed =
    nats === undefined ? undefined : await startTerminalFeed(nats, (id, outcome) => tracker.ended(id, outcome, true));
  if (!options.json) console.log(` ${options.rate} orders/s for ${options.duration} s against ${url} (${options.mix})`);
  let plainLines = 0;
  try {
    const report = await runLoad({
      phases: [{ rate: options.rate, seconds: options.duration }],
      mix,
      run: `load-${Date.now().toString(36)}`,
      withKeys: options.keys,
      habits: { cancel: options.cancel, read: options.read, repeat: options.repeat },
      patienceSeconds: options.patience,
      settleSeconds: options.settle,
      target,
      tracker,
      signal,
      onProgress: (progress) => {
        if (screen.interactive) screen.show([progressLine(progress)]);
        else if (plainLines++ % plainProgressEverySeconds === 0) screen.print(progressLine(progress));
      },
    });
    screen.show([]);
    if (options.json) {
      const { refusals, unexpected, ...rest } = report;
      console.log(
        JSON.stringify({ ...rest, refusals: Object.fromEntries(refusals), unexpected: Object.fromEntries(unexpected) }),
      );
    } else console.log(reportText(report));
    if (report.accepted === 0) throw new AppError('DEPENDENCY_UNAVAILABLE', `No order was accepted at ${url}.`);
    return report.unfinished.length === 0 ? 0 : 1;
  } finally {
    await target.close();
    await feed?.close();
    await history?.close();
  }
};
