/**
 * A rule under which work runs: how often, how long, how much at once, whether at all.
 *
 * Promises of every policy:
 * - The work gets an AbortSignal of its own call. It fires when the caller's signal fires, or when the policy gives
 *   the call up. It is never shared with another call.
 * - An abort by the caller rejects with the reason of the caller's signal.
 * - The policy adds its own AppError (TIMEOUT, QUEUE_FULL, DEPENDENCY_UNAVAILABLE) and passes every other error on.
 */
export interface Policy {
  execute<T>(work: (signal: AbortSignal) => Promise<T>, signal?: AbortSignal): Promise<T>;
}

/** Runs the work as it is: what remains when there is no policy. */
const direct: Policy = {
  execute: async (work, signal = new AbortController().signal) => {
    signal.throwIfAborted();
    return await work(signal);
  },
};

const nest = (outer: Policy, inner: Policy): Policy => ({
  execute: (work, signal) => outer.execute((innerSignal) => inner.execute(work, innerSignal), signal),
});

/** One policy out of several. The first is the outermost: `compose(retry, timeout)` times each attempt out. */
export const compose = (...policies: Policy[]): Policy =>
  policies.reduceRight((inner, outer) => nest(outer, inner), direct);
