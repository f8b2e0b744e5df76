import { AppError } from '@orderflow/errors';
import { describe, expect, it } from 'vitest';
import type { Processed } from '../engine/observer.ts';
import { createVirtualClock } from '../memory/virtual-clock.ts';
import type { Handler, Message } from '../ports.ts';
import { logging } from './logging.ts';
import { metrics } from './metrics.ts';
import { timeout } from './timeout.ts';

const codec = { encode: () => new Uint8Array(), decode: () => 0 };
const message: Message = {
  event: { type: 'w', subject: 'parcels.w', version: 1, codec, key: () => '' },
  payload: 0,
  id: 'p-1:w',
  durable: 'labels',
  stream: 'PARCELS',
  subject: 'parcels.w',
  sequence: 7,
  storedAt: new Date(0),
  delivery: 2,
  header: () => undefined,
};

const outside = new AbortController().signal;
const never: Handler<unknown> = () => new Promise(() => {});
const outcomeOf = (handling: Promise<void>) =>
  handling.then(
    () => 'resolved',
    (error: unknown) => error,
  );

describe('the timeout of handlers', () => {
  it('aborts and rejects the one that takes too long, and no other', async () => {
    const clock = createVirtualClock(0);
    const signals: AbortSignal[] = [];
    const handle = timeout(
      100,
      clock,
    )((_, signal) => {
      signals.push(signal);
      return never(message, signal);
    });
    const first = outcomeOf(handle(message, outside));
    clock.after(60, () => {});
    clock.step();
    const second = outcomeOf(handle(message, outside));
    clock.step();
    expect(clock.now()).toBe(100);
    expect(await first).toMatchObject({ code: 'TIMEOUT' });
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
    clock.step();
    expect(clock.now()).toBe(160);
    expect(await second).toMatchObject({ code: 'TIMEOUT' });
  });

  it('gives one signal to those that begin within a hundredth of the timeout, and tells each that it is late', async () => {
    const clock = createVirtualClock(0);
    const signals: AbortSignal[] = [];
    const handle = timeout(
      1_000,
      clock,
    )((_, signal) => {
      signals.push(signal);
      return signals.length === 1 ? Promise.resolve() : never(message, signal);
    });
    // The first has ended, and its signal serves those who come after it.
    await handle(message, outside);
    const second = outcomeOf(handle(message, outside));
    clock.after(10, () => {});
    clock.step();
    const third = outcomeOf(handle(message, outside));
    clock.after(1, () => {});
    clock.step();
    void outcomeOf(handle(message, outside));
    expect(signals.map((signal) => signal === signals[0])).toEqual([true, true, true, false]);
    while (clock.now() < 1_000) clock.step();
    expect(await Promise.all([second, third])).toMatchObject([
      { code: 'TIMEOUT', message: 'The handler of w took longer than 1000 ms.' },
      { code: 'TIMEOUT', message: 'The handler of w took longer than 1000 ms.' },
    ]);
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, true, true, false]);
  });

  it('has one timer, however many handlers run', async () => {
    const clock = createVirtualClock(0);
    let timers = 0;
    const after: typeof clock.after = (delayMs, callback) => {
      timers += 1;
      return clock.after(delayMs, callback);
    };
    const handle = timeout(100, { ...clock, after })(async () => {});
    await Promise.all(Array.from({ length: 1_000 }, () => handle(message, outside)));
    expect(timers).toBe(1);
    clock.step();
    expect(timers).toBe(1);
  });

  it('passes on the abort from outside, and what the handler ends with', async () => {
    const clock = createVirtualClock(0);
    const drain = new AbortController();
    const handle = timeout(100, clock)(never);
    const running = [outcomeOf(handle(message, drain.signal)), outcomeOf(handle(message, drain.signal))];
    const unconcerned = handle(message, outside);
    const reason = new AppError('ABORTED', 'the deadline');
    drain.abort(reason);
    expect(await Promise.all(running)).toEqual([reason, reason]);
    expect(await outcomeOf(handle(message, drain.signal))).toBe(reason);
    expect(await Promise.race([outcomeOf(unconcerned), 'still running'])).toBe('still running');
    const failing = timeout(
      100,
      clock,
    )(async () => {
      throw new Error('broken');
    });
    expect(await outcomeOf(failing(message, outside))).toMatchObject({ message: 'broken' });
  });

  it('rejects for a handler that throws before it returns a promise', async () => {
    const thrower = timeout(
      100,
      createVirtualClock(0),
    )(() => {
      throw new Error('at once');
    });
    expect(await outcomeOf(thrower(message, outside))).toMatchObject({ message: 'at once' });
  });
});

describe('the measures of handlers', () => {
  it('are the time each took and how it ended', async () => {
    const clock = createVirtualClock(0);
    const processed: Processed[] = [];
    const around = metrics({ processed: (result) => processed.push(result) }, clock);
    const slow: Handler<unknown> = () => new Promise((resolve) => clock.after(30, resolve));
    const handling = around(slow)(message, outside);
    clock.step();
    await handling;
    const broken = around(async () => {
      throw new Error('broken');
    });
    await expect(broken(message, outside)).rejects.toThrow('broken');
    expect(processed).toEqual([
      { type: 'w', durable: 'labels', durationMs: 30 },
      { type: 'w', durable: 'labels', durationMs: 0, errorCode: 'INTERNAL' },
    ]);
  });

  it('cost nothing when nobody asks for them', () => {
    expect(metrics({}, createVirtualClock(0))(never)).toBe(never);
  });
});

describe('the log of handlers', () => {
  it('tells of failures where to find the message', async () => {
    const lines: unknown[] = [];
    const around = logging({ warn: (fields, text) => lines.push([fields, text]) });
    await around(async () => {})(message, outside);
    const error = new AppError('TIMEOUT', 'too long');
    await expect(around(() => Promise.reject(error))(message, outside)).rejects.toBe(error);
    const outage = new AppError('DEPENDENCY_UNAVAILABLE', 'the database is away');
    await expect(around(() => Promise.reject(outage))(message, outside)).rejects.toBe(outage);
    expect(lines).toEqual([
      [
        { type: 'w', durable: 'labels', messageId: 'p-1:w', sequence: 7, delivery: 2, code: 'TIMEOUT', err: error },
        'a handler failed: too long',
      ],
    ]);
  });
});
