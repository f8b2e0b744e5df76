import { AppError } from '@orderflow/errors';
import { processTime } from '../machine/cpu-clock.ts';
import type { Server } from '../world/start-server.ts';
import { openConnection } from './connection.ts';

export interface ClosedLoopOptions {
  readonly server: Server;
  /** Start of every idempotency key; undefined: none is sent. */
  readonly keys: string | undefined;
  readonly signal: AbortSignal;
}

export interface ClosedLoopResult {
  /** Answers 202 a second. */
  readonly rate: number;
  /** Of the server, for one of them. */
  readonly cpuMicros: number;
}

/** The same for all servers that are compared. */
const connections = 64;
/** Between two looks at the signal. */
const stretchSeconds = 0.5;
/** Fewer tell nothing: on a machine that is busy with something else it is sent for longer. */
const leastAnswers = 500;
/** V8 has compiled what matters by then: after 5,000 the first measurement was half as dear again as the second. */
const warmUpAnswers = 40_000;
const mostWarmUpSeconds = 5;

const body = JSON.stringify({
  customerId: 'bench',
  items: [{ sku: 'TEAPOT', quantity: 1 }],
  paymentToken: 'tok_visa',
});
const head = `POST /orders HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n`;
/** POST /orders without a key. */
export const plainRequest = `${head}\r\n${body}`;

let lastKey = 0;

/** Sends until `enough` says so of what was answered in how many seconds; both are the result. */
const send = async (
  { server, keys, signal }: ClosedLoopOptions,
  enough: (answered: number, seconds: number) => boolean,
): Promise<{ readonly answered: number; readonly seconds: number; readonly cpuMicros: number }> => {
  const next =
    keys === undefined ? () => plainRequest : () => `${head}idempotency-key: ${keys}-${++lastKey}\r\n\r\n${body}`;
  const port = Number(new URL(server.url).port);
  const open = await Promise.all(Array.from({ length: connections }, () => openConnection(port)));
  const [cpu, startedAt] = [processTime(server.pid), performance.now()];
  let answered = 0;
  let seconds = 0;
  try {
    while (!enough(answered, seconds)) {
      signal.throwIfAborted();
      const until = performance.now() + stretchSeconds * 1_000;
      const counts = await Promise.all(open.map((connection) => connection.run(next, until)));
      answered += counts.reduce((sum, count) => sum + count, 0);
      seconds = (performance.now() - startedAt) / 1_000;
    }
    return { answered, seconds, cpuMicros: processTime(server.pid) - cpu };
  } catch (cause) {
    signal.throwIfAborted();
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw new AppError('DEPENDENCY_UNAVAILABLE', `The closed loop against ${server.url} failed: ${problem}.`, {
      cause,
    });
  } finally {
    for (const connection of open) connection.close();
  }
};

/** POST /orders over and over, by as many clients as there are connections. */
export const closedLoop = async (
  options: ClosedLoopOptions & { readonly seconds: number },
): Promise<ClosedLoopResult> => {
  const { answered, seconds, cpuMicros } = await send(
    options,
    (answers, elapsed) => answers >= leastAnswers && elapsed >= options.seconds,
  );
  return { rate: answered / seconds, cpuMicros: cpuMicros / answered };
};

/** Before the first of several loops against a server. */
export const warmUpLoop = async (options: ClosedLoopOptions): Promise<void> => {
  await send(options, (answers, seconds) => answers >= warmUpAnswers || seconds >= mostWarmUpSeconds);
};
