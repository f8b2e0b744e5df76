import type { Clock } from '../engine/clock.ts';
import type { BusObserver } from '../engine/observer.ts';
import type { Middleware } from '../ports.ts';
import { metrics } from './metrics.ts';
import { timeout } from './timeout.ts';
import { tracing } from './tracing.ts';

export interface StackOptions {
  readonly clock: Clock;
  readonly observer: BusObserver;
  readonly handlerTimeoutMs: number;
}

/** What stands around every handler. The first is the outermost; a user's own come inside of these. */
export const defaultMiddleware = ({ clock, observer, handlerTimeoutMs }: StackOptions): readonly Middleware[] => [
  tracing(),
  metrics(observer, clock),
  timeout(handlerTimeoutMs, clock),
];
