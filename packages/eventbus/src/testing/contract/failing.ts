import { deepEqual, equal, ok } from 'node:assert/strict';
import { AppError } from '@orderflow/errors';
import {
  consuming,
  createDoor,
  hasty,
  isSettled,
  maxAttempts,
  publishAll,
  reader,
  recorder,
  sorted,
  thingHappened,
  things,
  unique,
} from './fixtures.ts';
import type { ContractTest } from './test-api.ts';

export const failing = (test: ContractTest): void => {
  test('delivers again what failed, later, until it succeeds', [], async (harness) => {
    const bus = await harness.createBus(consuming());
    const deliveries: number[] = [];
    const { handler, handled } = recorder(({ delivery }) => {
      deliveries.push(delivery);
      if (deliveries.length < 3) throw new AppError('INTERNAL', 'not yet');
    });
    bus.subscribe(thingHappened, handler, reader);
    await bus.start();
    await bus.publish(thingHappened, { id: 'a' });
    await harness.until('it is handled', () => handled.length === 1);
    await harness.until('it is settled', () => isSettled(harness, reader));
    deepEqual(deliveries, [1, 2, 3]);
    equal((await harness.deadLetters()).length, 0);
  });

  test('waits before it delivers again, and not for all messages alike', [], async (harness) => {
    const waits: number[] = [];
    const failedAt = new Map<string, number>();
    const bus = await harness.createBus(consuming({ maxAttempts: 3, retryInitialMs: 400, retryMaxMs: 400 }));
    const { handler, handled } = recorder(({ payload: { id }, delivery }) => {
      if (delivery > 1) {
        waits.push(harness.now() - (failedAt.get(id) ?? Number.NaN));
        return;
      }
      failedAt.set(id, harness.now());
      throw new AppError('INTERNAL', 'not yet');
    });
    bus.subscribe(thingHappened, handler, reader);
    await bus.start();
    await publishAll(bus, things(20));
    await harness.until('all are handled', () => handled.length === 20);
    // Uniform between 0 and 400 ms: an average this far from 200 does not happen, nor do twenty equal ones.
    ok(waits.reduce((sum, wait) => sum + wait, 0) / 20 > 80, `they came again after ${waits.map(Math.round)} ms`);
    ok(Math.max(...waits) - Math.min(...waits) > 80, `they all came again after ${waits.map(Math.round)} ms`);
  });

  test('runs a message alone from its third delivery on', [], async (harness) => {
    const bus = await harness.createBus(consuming());
    const door = createDoor();
    const suspect = { id: 'suspect' };
    const { handler, handled, started } = recorder(({ payload, delivery }) => {
      if (payload.id !== suspect.id) return;
      if (delivery < 3) throw new AppError('INTERNAL', 'not yet');
      return door.opened;
    });
    bus.subscribe(thingHappened, handler, reader);
    await bus.start();
    await bus.publish(thingHappened, suspect);
    await harness.until('it runs alone', () => started.length === 3);
    await publishAll(bus, things(5));
    const isAt = async (unsettled: number) => (await harness.position(reader)).unsettled === unsettled;
    await harness.until('the others are delivered', () => isAt(6));
    equal(started.length, 3);
    door.open();
    await harness.until('all are handled', () => handled.length === 6);
    deepEqual(handled[0], suspect.id);
  });

  test('waits out a dependency that is away longer than all attempts, and loses nothing', [], async (harness) => {
    const bus = await harness.createBus(consuming());
    let away = true;
    const { handler, handled, started } = recorder(() => {
      if (away) throw new AppError('DEPENDENCY_UNAVAILABLE', 'the database is away');
    });
    bus.subscribe(thingHappened, handler, reader);
    await bus.start();
    await publishAll(bus, things(20));
    const tries = () => started.length - unique(started).length;
    await harness.until('it was tried more often than a message may fail', () => tries() > maxAttempts);
    ok(bus.status().problems.length > 0, 'the status says nothing of it');
    away = false;
    await harness.until('all are handled', () => handled.length >= 20);
    await harness.until('all are settled', () => isSettled(harness, reader));
    deepEqual(sorted(handled), sorted(things(20).map(({ id }) => id)));
    equal((await harness.deadLetters()).length, 0);
    deepEqual(bus.status().problems, []);
  });

  test('aborts a handler that takes too long, and tries again', [], async (harness) => {
    const bus = await harness.createBus(consuming({ ...hasty, handlerTimeoutMs: 50 }));
    const reasons: unknown[] = [];
    const { handler, handled } = recorder((_, signal) => {
      if (reasons.length > 0) return;
      return new Promise((_, reject) => {
        signal.addEventListener('abort', () => {
          reasons.push(signal.reason);
          reject(signal.reason);
        });
      });
    });
    bus.subscribe(thingHappened, handler, reader);
    await bus.start();
    await bus.publish(thingHappened, { id: 'a' });
    await harness.until('it is handled', () => handled.length === 1);
    ok(AppError.is(reasons[0], 'TIMEOUT'), String(reasons[0]));
  });
};
