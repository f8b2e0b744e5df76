import { setTimeout as delay } from 'node:timers/promises';

export interface WaitForOptions {
  /** Default 10 000. */
  readonly timeoutMs?: number;
  /** Default 20. */
  readonly everyMs?: number;
  /** What is waited for: becomes part of the failure. */
  readonly describe?: string;
}

type Answer<T> = T | false | null | undefined;

/**
 * Asks until the condition gives something truthy, and returns that. A condition that throws (an assertion) counts as
 * "not yet"; its last error is the cause of the failure after `timeoutMs`.
 */
export const waitFor = async <T>(
  condition: () => Answer<T> | Promise<Answer<T>>,
  options: WaitForOptions = {},
): Promise<T> => {
  const { timeoutMs = 10_000, everyMs = 20, describe = 'the condition' } = options;
  const deadline = performance.now() + timeoutMs;
  let cause: unknown;
  for (;;) {
    try {
      const answer = await condition();
      if (answer) return answer;
      cause = undefined;
    } catch (error) {
      cause = error;
    }
    if (performance.now() >= deadline) {
      const last = cause instanceof Error ? `; last: ${cause.message}` : '';
      throw new Error(`waited ${timeoutMs} ms for ${describe}${last}`, { cause });
    }
    await delay(everyMs);
  }
};
