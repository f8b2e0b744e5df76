import type { Logger, LogLevel } from '@orderflow/telemetry/logger';
import type { Readiness } from './readiness.ts';

/** What a running service hands to its process. */
export interface RunningService {
  /** Stops in order, see `stopInOrder`. The signal fires when the deadline has passed. Never rejects. */
  stop(signal: AbortSignal): Promise<void>;
}

/** The variables of the process that `runService` itself uses. */
export interface ProcessConfig {
  readonly LOG_LEVEL: LogLevel;
  readonly LOG_PRETTY: boolean | undefined;
  readonly DRAIN_DEADLINE_MS: number;
  readonly SHUTDOWN_GRACE_MS: number;
}

export interface StartContext<C> {
  readonly config: C;
  readonly logger: Logger;
  /** Fires when the process is told to stop while it still starts. */
  readonly signal: AbortSignal;
}

export interface ServiceProcess<C extends ProcessConfig> {
  /** Name in logs. */
  readonly name: string;
  /** Reads the configuration; an AppError CONFIG_INVALID ends the process with exit code 1. */
  readonly config: () => C;
  start(context: StartContext<C>): Promise<RunningService>;
}

/**
 * A whole process: configuration → start → signals. SIGTERM or SIGINT: stop, flush telemetry, exit 0.
 * A second signal, the deadline (DRAIN_DEADLINE_MS + SHUTDOWN_GRACE_MS), an uncaught error: exit 1.
 */
export function runService<C extends ProcessConfig>(process: ServiceProcess<C>): Promise<void> {
  return Promise.reject(new Error(`not built yet: ${process.name}`));
}

/** The parts of a service in the order they are stopped. Each is given up when the signal fires. */
export interface StopOrder {
  readonly name: string;
  readonly logger: Logger;
  readonly readiness: Readiness;
  /** Time between "not ready" and "no more connections", for load balancers to notice. */
  readonly graceMs: number;
  /** Answers those who wait (`Prefer: wait`, SSE) at once, before requests are waited for. */
  readonly endWaiters?: () => void;
  /** Stops accepting and finishes the requests in flight: `http`. */
  readonly http?: { close(): Promise<unknown> };
  /** Drains the bus: finishes running handlers, flushes acknowledgements. */
  readonly drainBus?: () => Promise<unknown>;
  /** Stores, connections, breakers: closed one after the other. */
  readonly close?: ReadonlyArray<() => unknown>;
}

/** Readiness false → grace → waiters answered, requests finished → bus drained → stores closed. Never rejects. */
export function stopInOrder(order: StopOrder, signal: AbortSignal): Promise<void> {
  void signal;
  return Promise.reject(new Error(`not built yet: ${order.name}`));
}
