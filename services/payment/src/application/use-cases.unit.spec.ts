import { paymentProcessed, paymentRefunded } from '@orderflow/contracts';
import { AppError } from '@orderflow/errors';
import type { EventDefinition, Publisher } from '@orderflow/eventbus';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createSimulatedGateway } from '../adapters/simulated/simulated-gateway.ts';
import type { Change } from '../domain/change.ts';
import { createMemoryStore } from '../testing/memory-store.spec.ts';
import { createAdvance } from './advance.ts';
import { createAnnounce } from './announce.ts';
import { gatewayUnavailable, outcomeUnknown, type PaymentGateway } from './gateway.ts';
import { createNote } from './note.ts';
import { createSweeper, type Sweeper } from './sweep.ts';

const orderId = '0190d3c1-0000-7000-8000-000000000001';
const signal = new AbortController().signal;
const at = new Date('2026-11-21T09:59:59Z');
const amount = { amount: 1999, currency: 'EUR' };

const requested = (token = 'tok_visa'): Change => ({ orderId, kind: 'requested', amount, token, at, key: 'key-1' });
const cancelled: Change = { orderId, kind: 'cancelled', at };

const sweepers: Sweeper[] = [];
afterEach(async () => {
  await Promise.all(sweepers.splice(0).map((sweeper) => sweeper.stop()));
});

const setUp = (given: Partial<PaymentGateway> = {}) => {
  const { intentIdOf: _derived, ...simulated } = createSimulatedGateway();
  const gateway: PaymentGateway = { ...simulated, ...given };
  const memory = createMemoryStore();
  const { store } = memory;
  const log: string[] = [];
  const parked: string[] = [];
  const publishing = { fails: undefined as AppError | undefined };
  const publisher: Publisher = {
    publish: async <T>(event: EventDefinition<T>) => {
      if (publishing.fails) throw publishing.fails;
      log.push(event.type);
      return { stream: 'PAYMENTS', sequence: log.length, duplicate: false };
    },
  };
  const observer = {
    approved() {},
    declined() {},
    refunded() {},
    parked: (_orderId: string, reason: string) => void parked.push(reason),
  };
  const backoff = { initialMs: 1_000, maxMs: 30_000 };
  const advance = createAdvance({ store, gateway, observer, keyWindowMs: 23 * 3_600_000, backoff });
  const announce = createAnnounce(publisher);
  const errors: AppError[] = [];
  const sweeperWith = (capacity: () => number = () => 8, limit = 8) => {
    const options = { store, advance, announce, limit, capacity, pollMs: 5, leaseMs: 60_000 };
    const sweeper = createSweeper({ ...options, onError: (error) => void errors.push(error) });
    sweepers.push(sweeper);
    sweeper.start();
    return sweeper;
  };
  const note = createNote(store, advance, announce);
  const row = () => memory.rows.get(orderId);
  return { ...memory, note, log, parked, publishing, errors, sweeperWith, row };
};

describe('a message', () => {
  it('is charged, noted and published', async () => {
    const { note, log, row, changes } = setUp();
    await note(requested(), signal);
    expect(log).toEqual([paymentProcessed.type]);
    expect(changes).toEqual(['requested', 'opened', 'approved']);
    expect(row()?.work).toMatchObject({ attempts: 1, failures: 0 });
  });

  it('that comes again publishes what stands again, and asks the gateway nothing', async () => {
    const charge = vi.fn(async () => ({ status: 'approved' }) as const);
    const { note, log } = setUp({ charge });
    await note(requested(), signal);
    await note(requested(), signal);
    expect(charge).toHaveBeenCalledTimes(1);
    expect(log).toEqual([paymentProcessed.type, paymentProcessed.type]);
  });

  it('of a cancellation drops a charge that was not started, and refunds one that was made', async () => {
    const open = vi.fn();
    const dropped = setUp({ open });
    await dropped.note(cancelled, signal);
    await dropped.note(requested(), signal);
    expect(open).not.toHaveBeenCalled();
    expect(dropped.log).toEqual([]);

    const charged = setUp();
    await charged.note(requested(), signal);
    await charged.note(cancelled, signal);
    expect(charged.log).toEqual([paymentProcessed.type, paymentProcessed.type, paymentRefunded.type]);
    expect(charged.row()?.facts.refund).toBeDefined();
  });

  it.each([
    ['is away', gatewayUnavailable('connection'), 'connection'],
    ['does not say', outcomeUnknown('server_error'), 'server_error'],
    ['is not called by its breaker', new AppError('DEPENDENCY_UNAVAILABLE', 'open'), 'circuit_open'],
    ['takes too long', new AppError('TIMEOUT', 'too long'), 'timeout'],
  ])('is done with once the payment is put off because the gateway %s', async (_how, error, reason) => {
    const { note, log, parked, row } = setUp({ charge: () => Promise.reject(error) });
    await note(requested(), signal);
    expect(parked).toEqual([reason]);
    expect(row()?.work).toMatchObject({ failures: 1, lastFailure: reason, leased: false });
    expect(row()?.work.dueAt).toBeDefined();
    expect(log).toEqual([]);
  });

  it('fails for a mistake of ours, and is not put off for it', async () => {
    const { note, row } = setUp({ charge: () => Promise.reject(new TypeError('a bug')) });
    await expect(note(requested(), signal)).rejects.toThrow('a bug');
    expect(row()?.work.dueAt).toBeUndefined();
  });

  it('cut off by a stop comes again, and is not put off for it', async () => {
    const controller = new AbortController();
    const charge: PaymentGateway['charge'] = async () => {
      controller.abort(new AppError('ABORTED', 'we stop'));
      throw outcomeUnknown('connection');
    };
    const { note, row } = setUp({ charge });
    await expect(note(requested(), controller.signal)).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN' });
    expect(row()?.work.dueAt).toBeUndefined();
  });

  it('of a payment that waits only adds its fact', async () => {
    const charge = vi.fn(() => Promise.reject(gatewayUnavailable('connection')));
    const { note, row } = setUp({ charge });
    await note(requested(), signal);
    await note(requested(), signal);
    await note(cancelled, signal);
    expect(charge).toHaveBeenCalledTimes(1);
    expect(row()?.facts.cancelledAt).toEqual(at);
  });

  it('is not done with while the log is away', async () => {
    const { note, publishing, log } = setUp();
    publishing.fails = new AppError('LOG_UNAVAILABLE', 'away');
    await expect(note(requested(), signal)).rejects.toMatchObject({ code: 'LOG_UNAVAILABLE' });
    publishing.fails = undefined;
    await note(requested(), signal);
    expect(log).toEqual([paymentProcessed.type]);
  });
});

describe('a payment that was put off', () => {
  let away: boolean;
  let calls: number;
  const charge: PaymentGateway['charge'] = async () => {
    calls += 1;
    if (away) throw gatewayUnavailable('connection');
    return { status: 'approved' };
  };
  beforeEach(() => {
    away = true;
    calls = 0;
  });

  it('is gone on with when it is due: published first, then settled', async () => {
    const { note, sweeperWith, clock, log, row, changes, publishing } = setUp({ charge });
    await note(requested(), signal);
    sweeperWith();
    away = false;
    publishing.fails = new AppError('LOG_UNAVAILABLE', 'away');
    clock.nowMs += 60_000;
    await vi.waitFor(() => expect(changes).toContain('approved'));
    expect(row()?.work.dueAt).toBeDefined();

    // The lease runs out, and the log is back.
    publishing.fails = undefined;
    clock.nowMs += 120_000;
    await vi.waitFor(() => expect(row()?.work.dueAt).toBeUndefined());
    expect(log).toEqual([paymentProcessed.type]);
    expect(calls).toBe(2);
    expect(changes.slice(-2)).toEqual(['approved', 'settled']);
  });

  it('is left alone while the gateway is known to be away, and woken when it is back', async () => {
    const { note, sweeperWith, row, log } = setUp({ charge });
    await note(requested(), signal);
    let capacity = 0;
    const sweeper = sweeperWith(() => capacity);
    sweeper.wake();
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(calls).toBe(1);
    away = false;
    capacity = 8;
    // Not due for up to a second, by a clock that stands still.
    sweeper.wake();
    await vi.waitFor(() => expect(row()?.work.dueAt).toBeUndefined());
    expect(log).toEqual([paymentProcessed.type]);
  });

  it('and was cancelled meanwhile is closed at the gateway, not charged', async () => {
    const { note, sweeperWith, clock, row } = setUp({ charge });
    await note(requested(), signal);
    await note(cancelled, signal);
    away = false;
    clock.nowMs += 60_000;
    sweeperWith();
    await vi.waitFor(() => expect(row()?.work.dueAt).toBeUndefined());
    expect(calls).toBe(1);
    expect(row()?.facts.outcome).toMatchObject({ status: 'declined', reason: 'withdrawn' });
  });

  it('is looked up, and closed if it is open, once its key is too old', async () => {
    const { note, sweeperWith, clock, row } = setUp({ charge });
    await note(requested(), signal);
    clock.nowMs += 24 * 3_600_000;
    sweeperWith();
    await vi.waitFor(() => expect(row()?.work.dueAt).toBeUndefined());
    expect(calls).toBe(1);
    expect(row()?.facts.outcome).toMatchObject({ status: 'declined', reason: 'withdrawn' });
  });

  it('is one of so many at a time', async () => {
    let running = 0;
    let most = 0;
    const slow: PaymentGateway['charge'] = async () => {
      if (away) throw gatewayUnavailable('connection');
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setTimeout(resolve, 2));
      running -= 1;
      return { status: 'approved' };
    };
    const { note, sweeperWith, clock, store, log } = setUp({ charge: slow });
    const orders = Array.from(
      { length: 30 },
      (_, index) => `0190d3c1-0000-7000-8000-${String(index).padStart(12, '0')}`,
    );
    for (const each of orders) await note({ ...requested(), orderId: each }, signal);
    away = false;
    clock.nowMs += 60_000;
    sweeperWith(() => 100, 4);
    await vi.waitFor(async () => expect(await store.countParked()).toBe(0));
    expect(most).toBe(4);
    expect(log).toHaveLength(30);
  });

  it('is finished by a sweeper that is told to stop', async () => {
    const started = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    const held: PaymentGateway['charge'] = async () => {
      if (away) throw gatewayUnavailable('connection');
      started.resolve();
      await release.promise;
      return { status: 'approved' };
    };
    const { note, sweeperWith, clock, row } = setUp({ charge: held });
    await note(requested(), signal);
    away = false;
    clock.nowMs += 60_000;
    const sweeper = sweeperWith();
    await started.promise;
    const stopped = sweeper.stop();
    release.resolve();
    await stopped;
    expect(row()?.work.dueAt).toBeUndefined();
  });
});
