import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '@orderflow/errors';
import type { DrainReport } from '@orderflow/eventbus';
import type { Logger } from '@orderflow/telemetry/logger';
import type { Readiness } from './readiness.ts';

/** The parts of a service in the order they are stopped. */
export interface StopOrder {
  readonly name: string;
  readonly logger: Logger;
  readonly readiness: Readiness;
  /** Time between "not ready" and "no more connections", for load balancers to notice. */
  readonly graceMs: number;
  /** Answers those who wait (`Prefer: wait`, SSE) at once, before requests are waited for. */
  readonly endWaiters?: () => void;
  /** Stops accepting and finishes the requests in flight. */
  readonly http?: { close(): PromiseLike<unknown> };
  /** Time for all of it after the grace; give the signal the same. Default 15 000. */
  readonly deadlineMs?: number;
  /**
   * Finishes running handlers, flushes acknowledgements and publishes. It is told how long it has: a little less than
   * is left, so that it can still say what it could not finish.
   */
  readonly drainBus?: (remainingMs: number) => Promise<DrainReport>;
  /** Stores, connections, breakers: closed one after the other. */
  readonly close?: ReadonlyArray<() => unknown>;
}

/** Kept back from the bus's share, for its report and what comes after it. */
const reportMs = 500;

/**
 * Readiness false → grace → waiters answered, requests finished → bus drained → stores closed.
 * A part that fails or is still busy when the signal fires is logged and left behind, and the next one is stopped:
 * then it rejects with TIMEOUT at the end.
 */
export async function stopInOrder(order: StopOrder, signal: AbortSignal): Promise<void> {
  const { logger, deadlineMs = 15_000 } = order;
  const unfinished: string[] = [];

  const step = async (part: string, work: () => unknown): Promise<void> => {
    const { promise: deadline, reject } = Promise.withResolvers<never>();
    const giveUp = () => reject(new Error('the deadline has passed'));
    signal.addEventListener('abort', giveUp, { once: true });
    if (signal.aborted) giveUp();
    try {
      // Even with the deadline passed each part is told to stop; it is only not waited for.
      await Promise.race([Promise.resolve().then(work), deadline]);
    } catch (error) {
      unfinished.push(part);
      logger.error({ part, err: error }, `${part} could not be stopped in order`);
    } finally {
      signal.removeEventListener('abort', giveUp);
    }
  };

  order.readiness.drain();
  if (order.graceMs > 0) await sleep(order.graceMs, undefined, { signal }).catch(() => {});
  const begin = performance.now();
  const remainingMs = () => Math.max(0, Math.floor(deadlineMs - (performance.now() - begin) - reportMs));
  await step('waiters', () => order.endWaiters?.());
  await step('http', () => order.http?.close());
  await step('bus', async () => reportDrain(await order.drainBus?.(remainingMs())));
  for (const [index, close] of (order.close ?? []).entries()) await step(`store ${index + 1}`, close);
  if (unfinished.length > 0) {
    throw new AppError('TIMEOUT', `${order.name} stopped without finishing: ${unfinished.join(', ')}.`);
  }
}

function reportDrain(report: DrainReport | undefined): void {
  if (report === undefined || report.clean) return;
  throw new AppError('TIMEOUT', `Left unfinished: ${report.unfinished.join(', ')}.`);
}
