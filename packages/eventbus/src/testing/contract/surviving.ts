import { deepEqual, equal, ok } from 'node:assert/strict';
import { AppError } from '@orderflow/errors';
import { deadLetterHeaderNames } from '../../engine/headers.ts';
import type { Bus, Handler } from '../../ports.ts';
import type { BusHarness } from '../harness.ts';
import {
  ackWaitMs,
  consuming,
  createDoor,
  hasty,
  publishAll,
  reader,
  recorder,
  sorted,
  type Thing,
  thingHappened,
  things,
  unique,
} from './fixtures.ts';
import type { ContractTest } from './test-api.ts';

/** A second process over the same log. */
const relieve = async (harness: BusHarness, handler: Handler<Thing>): Promise<Bus> => {
  const bus = await harness.createBus(consuming());
  bus.subscribe(thingHappened, handler, reader);
  await bus.start();
  return bus;
};

const ids = (count: number): readonly string[] => sorted(things(count).map(({ id }) => id));

export const surviving = (test: ContractTest): void => {
  test('delivers to another process what a dead one had', ['crash'], async (harness) => {
    const { handler, started } = recorder(() => new Promise<void>(() => {}));
    const doomed = await relieve(harness, handler);
    await publishAll(doomed, things(10));
    await harness.until('all are under way', () => started.length === 10);
    await harness.crash(doomed);
    const heir = recorder();
    await relieve(harness, heir.handler);
    await harness.until('the other process has them all', () => heir.handled.length >= 10);
    deepEqual(unique(heir.handled), ids(10));
  });

  test('keeps a slow handler its message', [], async (harness) => {
    const door = createDoor();
    const slow = recorder(() => door.opened);
    // Without room for another: what came again would come to the idle one.
    const bus = await harness.createBus(consuming({ concurrency: 1 }));
    bus.subscribe(thingHappened, slow.handler, reader);
    await bus.start();
    const idle = recorder();
    await bus.publish(thingHappened, { id: 'a' });
    await harness.until('it is under way', () => slow.started.length === 1);
    await relieve(harness, idle.handler);
    const sinceMs = harness.now();
    await harness.until('more than ack_wait has passed', () => harness.now() - sinceMs > ackWaitMs * 1.5);
    door.open();
    await harness.until('it is settled', async () => (await harness.position(reader)).unsettled === 0);
    deepEqual([slow.handled, idle.started], [['a'], []]);
  });

  test('finishes what runs when it is drained, and none of it comes again', [], async (harness) => {
    const door = createDoor();
    const { handler, started, handled } = recorder(() => door.opened);
    const bus = await relieve(harness, handler);
    await publishAll(bus, things(10));
    await harness.until('all are under way', () => started.length === 10);
    const drained = bus.drain();
    door.open();
    deepEqual(await drained, { clean: true, unfinished: [] });
    deepEqual(sorted(handled), ids(10));
    deepEqual(await harness.position(reader), { pending: 0, unsettled: 0 });
  });

  test('gives back at once what it has not started when it is drained', [], async (harness) => {
    const { handler } = recorder(() => {
      throw new AppError('DEPENDENCY_UNAVAILABLE', 'the database is away');
    });
    const bus = await relieve(harness, handler);
    const sinceMs = harness.now();
    await publishAll(bus, things(10));
    await harness.until('messages are held', () => bus.status().problems.length > 0);
    equal((await bus.drain()).clean, true);
    const heir = recorder();
    await relieve(harness, heir.handler);
    await harness.until('the other process has them all', () => heir.handled.length >= 10);
    ok(harness.now() - sinceMs < ackWaitMs, 'they came only after ack_wait');
    deepEqual(unique(heir.handled), ids(10));
  });

  test('takes what other work publishes until that has ended, when it is drained', [], async (harness) => {
    const door = createDoor();
    const bus = await relieve(harness, recorder().handler);
    const alongside = door.opened.then(() => bus.publish(thingHappened, { id: 'late' }));
    const drained = bus.drain({ alongside });
    // The reading side has nothing to wait for, and must not close the writing one.
    await new Promise(setImmediate);
    door.open();
    deepEqual(await drained, { clean: true, unfinished: [] });
    equal((await alongside).duplicate, false);
  });

  test('names what it could not finish by the deadline, and gives it back', [], async (harness) => {
    let aborted = false;
    const { handler, started } = recorder((_, signal) => {
      signal.addEventListener('abort', () => {
        aborted = true;
      });
      return new Promise<void>(() => {});
    });
    const bus = await relieve(harness, handler);
    const sinceMs = harness.now();
    await bus.publish(thingHappened, { id: 'a' });
    await harness.until('it is under way', () => started.length === 1);
    let report: unknown;
    const drained = bus.drain({ deadlineMs: 100 }).then((result) => {
      report = result;
    });
    await harness.until('it has given up', () => report !== undefined);
    await drained;
    deepEqual(report, { clean: false, unfinished: ['reader:a:things.happened'] });
    equal(aborted, true);
    const heir = recorder();
    await relieve(harness, heir.handler);
    await harness.until('another process has it', () => heir.handled.length === 1);
    ok(harness.now() - sinceMs < ackWaitMs, 'it came only after ack_wait');
  });

  test('stores unrun a message that ends the process each time', ['crash', 'attemptLedger'], async (harness) => {
    let runs = 0;
    const killer = { id: 'killer' };
    const startNext = (): Promise<Bus> =>
      relieve(harness, async ({ payload }) => {
        if (payload.id !== killer.id) return;
        runs += 1;
        await new Promise<void>(() => {});
      });
    const isStored = async (): Promise<boolean> => (await harness.deadLetters()).length > 0;
    let doomed = await startNext();
    await doomed.publish(thingHappened, killer);
    let deaths = 0;
    const isRunOrStored = async (): Promise<boolean> => runs > deaths || (await isStored());
    for (;;) {
      await harness.until('it is run or stored', isRunOrStored);
      if (runs === deaths) break;
      deaths += 1;
      ok(deaths < 10, 'it is run again and again');
      await harness.crash(doomed);
      doomed = await startNext();
    }
    const [letter] = await harness.deadLetters();
    equal(letter?.headers.find(([name]) => name === deadLetterHeaderNames.code)?.[1], 'CRASH_LOOP');
    equal(runs, deaths);
    // The others go on.
    await doomed.publish(thingHappened, { id: 'innocent' });
    await harness.until('nothing is left', async () => (await harness.position(reader)).unsettled === 0);
  });

  test('goes on after the server was away', ['serverRestart'], async (harness) => {
    const { handler, handled } = recorder();
    const bus = await relieve(harness, handler);
    await publishAll(bus, things(5));
    await harness.until('the first are handled', () => handled.length === 5);
    await harness.stopServer();
    await harness.until('it is noticed', () => !bus.status().connected);
    const meanwhile = bus.publish(thingHappened, { id: 'meanwhile' }).catch((error: unknown) => error);
    await harness.startServer();
    await harness.until('the connection is back', () => bus.status().connected);
    const outcome = await meanwhile;
    // Not knowing is allowed, losing is not: repeated, it is stored exactly once.
    if (outcome instanceof Error) {
      ok(AppError.is(outcome, 'LOG_UNAVAILABLE'), String(outcome));
      await harness.until('a repeat is stored', async () => {
        const repeat = await bus.publish(thingHappened, { id: 'meanwhile' }).catch(() => undefined);
        return repeat !== undefined;
      });
    }
    await bus.publish(thingHappened, { id: 'after' });
    await harness.until('all are handled', () => handled.length >= 7);
    deepEqual(unique(handled), sorted([...ids(5), 'meanwhile', 'after']));
  });

  test('says that its stream is gone, and goes on when it has been set up again', ['deleteStream'], async (harness) => {
    const { handler, handled } = recorder();
    const bus = await relieve(harness, handler);
    await bus.publish(thingHappened, { id: 'before' });
    await harness.until('the first is handled', () => handled.length === 1);
    await harness.deleteStream('THINGS');
    await harness.until('the status tells of it', () => bus.status().missingStreams.includes('THINGS'));
    ok(bus.status().problems.length > 0);
    await harness.setUp();
    await harness.until('the status is clean', () => bus.status().problems.length === 0);
    deepEqual(bus.status().missingStreams, []);
    await harness.until('a message is stored', async () =>
      bus.publish(thingHappened, { id: 'after' }).then(
        () => true,
        () => false,
      ),
    );
    await harness.until('it is handled', () => handled.includes('after'));
  });

  test('does not take a message of a stream made again for an old one', ['deleteStream'], async (harness) => {
    const door = createDoor();
    const { handler, handled, started } = recorder(({ payload }) => (payload.id === 'old' ? door.opened : undefined));
    const bus = await relieve(harness, handler);
    await bus.publish(thingHappened, { id: 'old' });
    await harness.until('it is under way', () => started.length === 1);
    const sinceMs = harness.now();
    await harness.until('time has passed', () => harness.now() > sinceMs + 10);
    await harness.deleteStream('THINGS');
    await harness.setUp();
    await harness.until('a message has its place', async () =>
      bus.publish(thingHappened, { id: 'new' }).then(
        ({ sequence }) => sequence === 1,
        () => false,
      ),
    );
    await harness.until('it is delivered', async () => (await harness.position(reader)).pending === 0);
    // The old one is acknowledged now, under the number that is the new one's.
    door.open();
    await harness.until('both are handled', () => handled.length >= 2);
    await harness.until('it is settled', async () => (await harness.position(reader)).unsettled === 0);
    deepEqual(unique(handled), ['new', 'old']);
  });

  test('goes on where it was when its durable was deleted', ['deleteDurable'], async (harness) => {
    const door = createDoor();
    const { handler, handled, started } = recorder(({ payload }) => (payload.id === 't0' ? door.opened : undefined));
    const bus = await harness.createBus(consuming({ ...hasty, concurrency: 1 }));
    bus.subscribe(thingHappened, handler, reader);
    await bus.start();
    await publishAll(bus, things(1));
    await harness.until('the first is under way', () => started.length === 1);
    await publishAll(bus, things(5));
    // With one message unsettled and four not delivered.
    await harness.deleteDurable(reader);
    await bus.publish(thingHappened, { id: 'after' });
    door.open();
    await harness.until('all are handled', () => unique(handled).length === 6);
    deepEqual(unique(handled), sorted([...ids(5), 'after']));
    await bus.publish(thingHappened, { id: 'last' });
    await harness.until('it goes on', () => handled.includes('last'));
  });
};
