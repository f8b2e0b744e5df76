import { AppError } from '@orderflow/errors';
import autocannon from 'autocannon';
import { processTime } from '../machine/cpu-clock.ts';
import type { Server } from '../world/start-server.ts';

export interface ClosedLoopOptions {
  readonly server: Server;
  readonly seconds: number;
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

/** Each sends its next request when it has its answer. The same for all servers that are compared. */
const connections = 64;
/** Fewer tell nothing: on a machine that is busy with something else it is sent for longer. */
const leastAnswers = 500;
/** V8 has compiled what matters by then. */
const warmUpAnswers = 5_000;
const mostWarmUpSeconds = 3;

const body = JSON.stringify({
  customerId: 'bench',
  items: [{ sku: 'TEAPOT', quantity: 1 }],
  paymentToken: 'tok_visa',
});

let lastKey = 0;

const send = async ({ server, seconds, keys, signal }: ClosedLoopOptions): Promise<number> => {
  signal.throwIfAborted();
  const headers = { 'content-type': 'application/json' };
  const keyed = (request: autocannon.Request): autocannon.Request => ({
    ...request,
    headers: { ...headers, 'idempotency-key': `${keys}-${++lastKey}` },
  });
  const request = { method: 'POST', path: '/orders', body, headers } as const;
  const result = await new Promise<autocannon.Result>((resolve, reject) => {
    const running = autocannon(
      {
        url: server.url,
        connections,
        duration: seconds,
        requests: [keys === undefined ? request : { ...request, setupRequest: keyed }],
      },
      (error: unknown, done) => {
        signal.removeEventListener('abort', stop);
        if (error) reject(error);
        else resolve(done);
      },
    );
    const stop = () => running.stop();
    signal.addEventListener('abort', stop, { once: true });
  });
  signal.throwIfAborted();
  if (result.errors + result.non2xx === 0) return result['2xx'];
  throw new AppError(
    'DEPENDENCY_UNAVAILABLE',
    `${server.url} answered ${result['2xx']} requests, refused ${result.non2xx} and left ${result.errors} without an answer: a closed loop has to have each accepted.`,
  );
};

/** POST /orders over and over, by as many clients as there are connections. */
export const closedLoop = async (options: ClosedLoopOptions): Promise<ClosedLoopResult> => {
  const before = processTime(options.server.pid);
  const startedAt = performance.now();
  let answered = 0;
  while (answered < leastAnswers) answered += await send(options);
  const seconds = (performance.now() - startedAt) / 1_000;
  return { rate: answered / seconds, cpuMicros: (processTime(options.server.pid) - before) / answered };
};

/** Before the first of several loops against a server. */
export const warmUpLoop = async (options: Omit<ClosedLoopOptions, 'seconds'>): Promise<void> => {
  const startedAt = performance.now();
  for (let answered = 0; answered < warmUpAnswers && performance.now() - startedAt < mostWarmUpSeconds * 1_000; ) {
    answered += await send({ ...options, seconds: 0.5 });
  }
};
