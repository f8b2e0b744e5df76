import { deepEqual, equal, ok } from 'node:assert/strict';
import {
  consuming,
  createDoor,
  hasty,
  other,
  publishAll,
  reader,
  recorder,
  sorted,
  thingEnded,
  thingHappened,
  thingHappenedV2,
  things,
} from './fixtures.ts';
import type { ContractTest } from './test-api.ts';

export const delivering = (test: ContractTest): void => {
  test('gives every message to each durable once', [], async ({ createBus, until, position }) => {
    const bus = await createBus(consuming());
    const [ours, theirs] = [recorder(), recorder()];
    bus.subscribe(thingHappened, ours.handler, reader);
    bus.subscribe(thingHappened, theirs.handler, other);
    await bus.start();
    await publishAll(bus, things(50));
    await until('both have them all', () => ours.handled.length >= 50 && theirs.handled.length >= 50);
    await until('all are settled', async () => (await position(reader)).unsettled === 0);
    const ids = sorted(things(50).map(({ id }) => id));
    deepEqual([sorted(ours.handled), sorted(theirs.handled)], [ids, ids]);
  });

  test('shares the messages of a durable between replicas', [], async ({ createBus, until }) => {
    const buses = [await createBus(consuming()), await createBus(consuming())];
    const recorders = buses.map(() => recorder());
    for (const [i, bus] of buses.entries()) {
      bus.subscribe(thingHappened, recorders[i]?.handler ?? (async () => {}), reader);
      await bus.start();
    }
    const [first] = buses;
    if (first) await publishAll(first, things(60));
    const handled = () => recorders.flatMap((one) => one.handled);
    await until('all are handled', () => handled().length >= 60);
    deepEqual(sorted(handled()), sorted(things(60).map(({ id }) => id)));
  });

  test('hands each version of an event to its own handler', [], async ({ createBus, until }) => {
    const bus = await createBus(consuming());
    const [first, second] = [recorder(), recorder()];
    bus.subscribe(thingHappened, first.handler, reader);
    bus.subscribe(thingHappenedV2, second.handler, reader);
    await bus.start();
    await bus.publish(thingHappened, { id: 'old' });
    await bus.publish(thingHappenedV2, { id: 'new' });
    await until('both are handled', () => first.handled.length + second.handled.length === 2);
    deepEqual([first.handled, second.handled], [['old'], ['new']]);
  });

  test('tells a handler what its message is', [], async ({ createBus, until }) => {
    const bus = await createBus(consuming());
    const seen: unknown[] = [];
    bus.subscribe(
      thingHappened,
      async (message) => {
        const { payload, id, durable, stream, subject, sequence, delivery } = message;
        seen.push({ payload, id, durable, stream, subject, sequence, delivery, tenant: message.header('tenant') });
        ok(Math.abs(Date.now() - message.storedAt.getTime()) < 400 * 86_400_000, 'storedAt is no date of our time');
      },
      reader,
    );
    await bus.start();
    await bus.publish(thingHappened, { id: 'a' }, { headers: { tenant: 'blue' } });
    await until('it is handled', () => seen.length === 1);
    deepEqual(seen, [
      {
        payload: { id: 'a' },
        id: 'a:things.happened',
        durable: reader,
        stream: 'THINGS',
        subject: 'things.happened',
        sequence: 1,
        delivery: 1,
        tenant: 'blue',
      },
    ]);
  });

  test('routes each kind of event to its own handler', [], async ({ createBus, until }) => {
    const bus = await createBus(consuming());
    const [happened, ended] = [recorder(), recorder()];
    bus.subscribe(thingHappened, happened.handler, reader);
    bus.subscribe(thingEnded, ended.handler, reader);
    await bus.start();
    await bus.publish(thingHappened, { id: 'a' });
    await bus.publish(thingEnded, { id: 'b' });
    await until('both are handled', () => happened.handled.length + ended.handled.length === 2);
    deepEqual([happened.handled, ended.handled], [['a'], ['b']]);
  });

  test('runs handlers at the same time', [], async ({ createBus, until }) => {
    const bus = await createBus(consuming({ ...hasty, concurrency: 8 }));
    const door = createDoor();
    // Nobody gets through before all eight are there: one at a time would never end.
    const { handler, handled, started } = recorder(() => (started.length === 8 ? door.open() : door.opened));
    bus.subscribe(thingHappened, handler, reader);
    await bus.start();
    await publishAll(bus, things(8));
    await until('all eight are handled', () => handled.length === 8);
  });

  test('has never more than `concurrency` messages unsettled', [], async ({ createBus, until, position }) => {
    const bus = await createBus(consuming({ ...hasty, concurrency: 3 }));
    let running = 0;
    let most = 0;
    const door = createDoor();
    const { handler, handled } = recorder(async () => {
      running += 1;
      most = Math.max(most, running);
      await door.opened;
      running -= 1;
    });
    bus.subscribe(thingHappened, handler, reader);
    await bus.start();
    await publishAll(bus, things(20));
    await until('three run', () => running === 3);
    equal((await position(reader)).unsettled, 3);
    door.open();
    await until('all are handled', () => handled.length === 20);
    equal(most, 3);
  });

  test('takes messages in any order: none waits for one that fails', [], async ({ createBus, until }) => {
    const bus = await createBus(consuming({ maxAttempts: 5, retryInitialMs: 10, retryMaxMs: 20 }));
    let failures = 0;
    const { handler, handled } = recorder(({ payload }) => {
      if (payload.id !== 't0' || failures === 2) return;
      failures += 1;
      throw new Error('not yet');
    });
    bus.subscribe(thingHappened, handler, reader);
    await bus.start();
    await publishAll(bus, things(10));
    await until('all are handled', () => handled.length === 10);
    equal(handled.at(-1), 't0');
  });
};
