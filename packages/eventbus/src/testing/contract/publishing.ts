import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import { AppError } from '@orderflow/errors';
import { consuming, publishAll, reader, recorder, sorted, thingEnded, thingHappened, things } from './fixtures.ts';
import type { ContractTest } from './test-api.ts';

export const publishing = (test: ContractTest): void => {
  test('tells where the message is stored', [], async ({ createBus }) => {
    const bus = await createBus();
    const first = await bus.publish(thingHappened, { id: 'a' });
    const second = await bus.publish(thingHappened, { id: 'b' });
    deepEqual(first, { stream: 'THINGS', sequence: 1, duplicate: false });
    deepEqual(second, { stream: 'THINGS', sequence: 2, duplicate: false });
  });

  test('stores one identity once, and tells the place of the first', [], async ({ createBus, until }) => {
    const [bus, again] = [await createBus(consuming()), await createBus()];
    const { handler, handled } = recorder();
    bus.subscribe(thingHappened, handler, reader);
    await bus.start();
    const first = await bus.publish(thingHappened, { id: 'a' });
    deepEqual(await again.publish(thingHappened, { id: 'a' }), { ...first, duplicate: true });
    await bus.publish(thingHappened, { id: 'b' });
    await until('both are handled', () => handled.length === 2);
    deepEqual(sorted(handled), ['a', 'b']);
  });

  test('takes two kinds of event about one thing for two', [], async ({ createBus }) => {
    const bus = await createBus();
    const happened = await bus.publish(thingHappened, { id: 'a' });
    const ended = await bus.publish(thingEnded, { id: 'a' });
    equal(happened.duplicate || ended.duplicate, false);
  });

  test('refuses what may be refused when its queue is full, and completes the rest', [], async ({ createBus }) => {
    const bus = await createBus({ publish: { maxPending: 4, maxQueue: 8 } });
    const accepts = things(60).map(({ id }) => bus.publish(thingHappened, { id: `accept-${id}` }, { lane: 'accept' }));
    const completions = things(60).map(({ id }) => bus.publish(thingEnded, { id: `complete-${id}` }));
    const [accepted, completed] = await Promise.all([Promise.allSettled(accepts), Promise.all(completions)]);
    const refused = accepted.filter((one) => one.status === 'rejected');
    ok(refused.length > 0, 'nothing was refused');
    ok(refused.length < 60, 'everything was refused');
    for (const { reason } of refused) ok(AppError.is(reason, 'QUEUE_FULL'), String(reason));
    const places = accepted.flatMap((one) => (one.status === 'fulfilled' ? [one.value.sequence] : []));
    const all = [...places, ...completed.map(({ sequence }) => sequence)];
    equal(new Set(all).size, all.length, 'two messages were given one place');
  });

  test('lets what follows from accepted work pass what may be refused', [], async ({ createBus }) => {
    const bus = await createBus({ publish: { maxPending: 1, maxQueue: 100 } });
    const accepts = things(50).map((thing) => bus.publish(thingHappened, thing, { lane: 'accept' }));
    const completion = bus.publish(thingEnded, { id: 'complete' });
    const [{ sequence }, accepted] = await Promise.all([completion, Promise.all(accepts)]);
    const before = accepted.filter((ack) => ack.sequence < sequence).length;
    ok(before < 10, `it came after ${before} of 50`);
  });

  test('refuses headers that are its own', [], async ({ createBus }) => {
    const bus = await createBus();
    await rejects(bus.publish(thingHappened, { id: 'a' }, { headers: { 'Nats-Msg-Id': 'x' } }), {
      code: 'VALIDATION_FAILED',
    });
  });

  test('gives up what is aborted before it was sent', [], async ({ createBus, position }) => {
    const bus = await createBus();
    await rejects(bus.publish(thingHappened, { id: 'a' }, { signal: AbortSignal.abort() }), { code: 'ABORTED' });
    equal((await position(reader)).pending, 0);
  });

  test('refuses to publish once it is drained', [], async ({ createBus }) => {
    const bus = await createBus();
    await publishAll(bus, things(3));
    equal((await bus.drain()).clean, true);
    await rejects(bus.publish(thingHappened, { id: 'late' }), { code: 'DRAINING' });
  });
};
