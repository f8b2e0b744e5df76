import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type CircuitBreaker, type CircuitBreakerOptions, createCircuitBreaker } from './circuit-breaker.ts';

const away = new Error('away');
const declined = new Error('declined');

let breaker: CircuitBreaker;
let states: string[];
let reasons: (string | undefined)[];

const create = (options: Partial<CircuitBreakerOptions> = {}): void => {
  states = [];
  reasons = [];
  const onStateChange = (state: string, why?: string): void => {
    states.push(state);
    reasons.push(why);
  };
  breaker = createCircuitBreaker({ name: 'the gateway', onStateChange, ...options });
};

const succeed = () => breaker.execute(async () => 'done');
const fail = async (error: Error = away, times = 1): Promise<void> => {
  for (let n = 0; n < times; n += 1) {
    await expect(
      breaker.execute(async () => {
        throw error;
      }),
    ).rejects.toBe(error);
  }
};
/** A call that runs until it is told how to end. */
const start = (signal?: AbortSignal) => {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const result = breaker.execute(() => promise, signal);
  result.catch(() => {});
  return { result, resolve, reject };
};

beforeEach(() => {
  vi.useFakeTimers();
  create();
});
afterEach(() => {
  breaker.close();
  vi.useRealTimers();
});

describe('a closed circuit', () => {
  it('passes answers and errors through', async () => {
    expect(await succeed()).toBe('done');
    await fail();
    expect(breaker.state).toBe('closed');
  });

  it('opens after 6 failures in a row', async () => {
    await fail(away, 5);
    expect(breaker.state).toBe('closed');
    await fail();
    expect(breaker.state).toBe('open');
    expect(states).toEqual(['open']);
    expect(reasons).toEqual(['6 calls in a row failed, the last with: away']);
  });

  it('opens for whatever is thrown', async () => {
    for (let n = 0; n < 6; n += 1)
      await expect(breaker.execute(() => Promise.reject(undefined))).rejects.toBe(undefined);
    expect(reasons).toEqual(['6 calls in a row failed, the last with: undefined']);
  });

  it('starts counting again after a success', async () => {
    await fail(away, 5);
    await succeed();
    await fail(away, 5);
    expect(breaker.state).toBe('closed');
  });

  it('does not open for failures in a row while more calls than those still run', async () => {
    const calls = Array.from({ length: 20 }, () => start());
    const fails = async (count: number): Promise<void> => {
      for (const { result, reject } of calls.splice(0, count)) {
        reject(away);
        await expect(result).rejects.toBe(away);
      }
    };
    await fails(9);
    expect(breaker.state).toBe('closed');
    await fails(1);
    expect(breaker.state).toBe('open');
  });

  it('does not open for failures in a row that are less than a fiftieth of the calls of 10 s', async () => {
    for (let n = 0; n < 1_000; n += 1) await succeed();
    await fail(away, 20);
    expect(breaker.state).toBe('closed');
    await fail();
    expect(breaker.state).toBe('open');
  });

  it('opens when half of at least 20 calls in 10 s failed', async () => {
    for (let n = 0; n < 9; n += 1) {
      await succeed();
      await fail();
    }
    await succeed();
    expect(breaker.state).toBe('closed');
    await fail();
    expect(breaker.state).toBe('open');
    expect(reasons).toEqual(['10 of 20 calls failed, the last with: away']);
  });

  it('does not open for half of fewer than 20', async () => {
    for (let n = 0; n < 9; n += 1) {
      await fail();
      await succeed();
    }
    await fail();
    expect(breaker.state).toBe('closed');
  });

  it('forgets what is older than 10 s', async () => {
    for (let n = 0; n < 9; n += 1) {
      await fail();
      await succeed();
    }
    await vi.advanceTimersByTimeAsync(11_000);
    await fail(away, 5);
    expect(breaker.state).toBe('closed');
  });

  it('takes its limits from the options', async () => {
    breaker.close();
    create({ consecutiveFailures: 2, halfOpenAfterMs: 1000 });
    await fail(away, 2);
    expect(breaker.state).toBe('open');
    await vi.advanceTimersByTimeAsync(1000);
    expect(breaker.state).toBe('half_open');
  });

  it('does not count an error that isFailure lets pass, and takes it for an answer', async () => {
    breaker.close();
    create({ isFailure: (error) => error !== declined });
    await fail(away, 5);
    await fail(declined, 20);
    await fail(away, 5);
    expect(breaker.state).toBe('closed');
  });

  it('does not count calls that their caller aborts, neither as failure nor as success', async () => {
    await fail(away, 5);
    for (let n = 0; n < 10; n += 1) {
      const caller = new AbortController();
      const { result, reject } = start(caller.signal);
      caller.abort(new Error('gone'));
      reject(new Error('aborted'));
      await expect(result).rejects.toThrow('aborted');
    }
    expect(breaker.state).toBe('closed');
    await fail();
    expect(breaker.state).toBe('open');
  });

  it('gives every call its own signal: that of its caller, or a fresh one', async () => {
    const { signal } = new AbortController();
    const seen: AbortSignal[] = [];
    const look = async (given: AbortSignal): Promise<void> => void seen.push(given);
    await breaker.execute(look, signal);
    await breaker.execute(look);
    await breaker.execute(look);

    expect(seen[0]).toBe(signal);
    expect(new Set(seen).size).toBe(3);
  });
});

describe('an open circuit', () => {
  beforeEach(() => fail(away, 6));

  it('refuses at once, without calling, and says when to come back', async () => {
    const work = vi.fn(async () => 'done');
    await vi.advanceTimersByTimeAsync(4_500);

    await expect(breaker.execute(work)).rejects.toMatchObject({
      code: 'DEPENDENCY_UNAVAILABLE',
      retryAfterSeconds: 11,
    });
    expect(work).not.toHaveBeenCalled();
  });

  it('is half open after 15 s', async () => {
    await vi.advanceTimersByTimeAsync(14_999);
    expect(breaker.state).toBe('open');
    await vi.advanceTimersByTimeAsync(1);
    expect(breaker.state).toBe('half_open');
    expect(states).toEqual(['open', 'half_open']);
  });

  it('ignores what calls from before the opening come to', async () => {
    breaker.close();
    create();
    const early = start();
    await fail(away, 6);
    await vi.advanceTimersByTimeAsync(15_000);
    early.resolve('late');

    expect(await early.result).toBe('late');
    expect(breaker.state).toBe('half_open');
  });
});

describe('a half open circuit', () => {
  beforeEach(async () => {
    await fail(away, 6);
    await vi.advanceTimersByTimeAsync(15_000);
  });

  it('lets one call try and refuses the others meanwhile', async () => {
    const trying = start();
    await expect(succeed()).rejects.toMatchObject({ code: 'DEPENDENCY_UNAVAILABLE', retryAfterSeconds: 1 });
    trying.resolve('back');

    expect(await trying.result).toBe('back');
    expect(states).toEqual(['open', 'half_open', 'closed']);
  });

  it('opens again when the trying call fails', async () => {
    await fail();
    expect(breaker.state).toBe('open');
    expect(reasons.at(-1)).toBe('the call that tried it failed with: away');
  });

  it('closes on an error that is an answer', async () => {
    breaker.close();
    create({ isFailure: (error) => error !== declined });
    await fail(away, 6);
    await vi.advanceTimersByTimeAsync(15_000);
    await fail(declined);
    expect(breaker.state).toBe('closed');
  });

  it('learns nothing from a trying call that is aborted: another one may try later', async () => {
    const caller = new AbortController();
    const trying = start(caller.signal);
    caller.abort();
    trying.reject(new Error('aborted'));
    await expect(trying.result).rejects.toThrow('aborted');
    expect(breaker.state).toBe('open');
    expect(reasons.at(-1)).toBe('the call that tried it was given up by its caller');

    await vi.advanceTimersByTimeAsync(15_000);
    expect(await succeed()).toBe('done');
    expect(breaker.state).toBe('closed');
  });

  it('starts from nothing once closed', async () => {
    breaker.close();
    create({ halfOpenAfterMs: 10 });
    for (let n = 0; n < 10; n += 1) await succeed();
    await fail(away, 6);
    await vi.advanceTimersByTimeAsync(10);
    await succeed();
    await fail(away, 5);
    expect(breaker.state).toBe('closed');
  });
});

describe('close', () => {
  it('clears every timer and refuses new calls', async () => {
    await fail(away, 6);
    breaker.close();

    expect(vi.getTimerCount()).toBe(0);
    await expect(succeed()).rejects.toMatchObject({ code: 'DRAINING' });
  });

  it('lets running calls end', async () => {
    const running = start();
    breaker.close();
    running.resolve('done');

    expect(await running.result).toBe('done');
  });
});

describe('the timers', () => {
  const alive = () => process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length;

  it('keep no process alive', async () => {
    vi.useRealTimers();
    const before = alive();
    create();
    await fail(away, 6);
    expect(breaker.state).toBe('open');
    expect(alive()).toBe(before);
  });
});
