import { deepEqual, equal, ok } from 'node:assert/strict';
import { AppError } from '@orderflow/errors';
import {
  deadLetterHeaderNames,
  decodeHeaderValue,
  type Header,
  headerNames,
  redriveHeaders,
} from '../../engine/headers.ts';
import { redriveSubject } from '../../ports.ts';
import type { BusHarness, StoredDeadLetter } from '../harness.ts';
import {
  consuming,
  hasty,
  jsonCodec,
  maxAttempts,
  other,
  publishAll,
  reader,
  recorder,
  sorted,
  thingHappened,
  things,
  unique,
} from './fixtures.ts';
import type { ContractTest } from './test-api.ts';

const headerOf = ({ headers }: StoredDeadLetter, name: string): string | undefined =>
  headers.find(([candidate]) => candidate === name)?.[1];

const isSettled = async ({ position }: BusHarness, durable: string): Promise<boolean> => {
  const { pending, unsettled } = await position(durable);
  return pending === 0 && unsettled === 0;
};

const letters = async (harness: BusHarness, count: number): Promise<readonly StoredDeadLetter[]> => {
  await harness.until(`${count} dead letters are stored`, async () => (await harness.deadLetters()).length >= count);
  return await harness.deadLetters();
};

const eventHeadersOf = (type: string, version: string, id: string): readonly Header[] => [
  [headerNames.messageId, id],
  [headerNames.type, type],
  [headerNames.dataVersion, version],
];

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

  test('stores a dead letter after the last attempt, with what is needed to understand it', [], async (harness) => {
    const bus = await harness.createBus(consuming());
    const { handler, started } = recorder(() => {
      throw new Error('broken: 100 %\nfor good');
    });
    bus.subscribe(thingHappened, handler, reader);
    await bus.start();
    await bus.publish(thingHappened, { id: 'a' });
    const [letter, ...more] = await letters(harness, 1);
    await harness.until('it is settled', () => isSettled(harness, reader));
    equal(started.length, 3);
    equal(more.length, 0);
    ok(letter);
    equal(letter.subject, 'dead_letters.reader');
    deepEqual(jsonCodec.decode(letter.data), { id: 'a' });
    equal(headerOf(letter, deadLetterHeaderNames.code), 'INTERNAL');
    equal(decodeHeaderValue(headerOf(letter, deadLetterHeaderNames.reason) ?? ''), 'broken: 100 %\nfor good');
    equal(headerOf(letter, deadLetterHeaderNames.attempts), '3');
    equal(headerOf(letter, deadLetterHeaderNames.subject), 'things.happened');
    equal(headerOf(letter, 'Original-Nats-Msg-Id'), 'a:things.happened');
    equal(headerOf(letter, headerNames.messageId), 'reader:THINGS:1');
  });

  test('stores a dead letter at once where no retry can help', [], async (harness) => {
    const bus = await harness.createBus(consuming());
    const { handler, started } = recorder(() => {
      throw new AppError('VALIDATION_FAILED', 'nonsense');
    });
    bus.subscribe(thingHappened, handler, reader);
    await bus.start();
    await bus.publish(thingHappened, { id: 'a' });
    const [letter] = await letters(harness, 1);
    equal(started.length, 1);
    ok(letter);
    equal(headerOf(letter, deadLetterHeaderNames.code), 'VALIDATION_FAILED');
  });

  test('stores a dead letter for bytes, types and versions it does not know', [], async (harness) => {
    const bus = await harness.createBus(consuming());
    const { handler, handled } = recorder();
    bus.subscribe(thingHappened, handler, reader);
    await bus.start();
    const data = jsonCodec.encode({ id: 'x' });
    const subject = 'things.happened';
    await harness.publishRaw({ subject, headers: eventHeadersOf(subject, '1', 'bytes'), data: new Uint8Array([0xff]) });
    await harness.publishRaw({ subject, headers: eventHeadersOf('things.unheard_of', '1', 'type'), data });
    await harness.publishRaw({ subject, headers: eventHeadersOf(subject, '99', 'version'), data });
    await harness.publishRaw({ subject, headers: [], data: jsonCodec.encode({ id: 'bare' }) });
    const stored = await letters(harness, 3);
    await harness.until('the one without headers is handled by its subject', () => handled.length === 1);
    await harness.until('all are settled', () => isSettled(harness, reader));
    deepEqual(handled, ['bare']);
    const codes = stored.map((letter) => headerOf(letter, deadLetterHeaderNames.code) ?? '');
    deepEqual(sorted(codes), ['UNDECODABLE', 'UNKNOWN_EVENT', 'UNKNOWN_EVENT']);
  });

  test('keeps two dead letters of one message that two durables failed', [], async (harness) => {
    const bus = await harness.createBus(consuming());
    const fail = recorder(() => {
      throw new AppError('VALIDATION_FAILED', 'nonsense');
    });
    bus.subscribe(thingHappened, fail.handler, reader);
    bus.subscribe(thingHappened, fail.handler, other);
    await bus.start();
    await bus.publish(thingHappened, { id: 'a' });
    const stored = await letters(harness, 2);
    deepEqual(sorted(stored.map(({ subject }) => subject)), ['dead_letters.other', 'dead_letters.reader']);
  });

  test('gives a redriven dead letter to the one durable that failed it', [], async (harness) => {
    const bus = await harness.createBus(consuming());
    let broken = true;
    const failed = recorder(() => {
      if (broken) throw new AppError('VALIDATION_FAILED', 'nonsense');
    });
    const fine = recorder();
    bus.subscribe(thingHappened, failed.handler, reader);
    bus.subscribe(thingHappened, fine.handler, other);
    await bus.start();
    await bus.publish(thingHappened, { id: 'a' });
    const [letter] = await letters(harness, 1);
    ok(letter);
    broken = false;
    const { headers, sequence, data } = letter;
    const redriven = { subject: redriveSubject(reader), headers: redriveHeaders(headers, sequence, 1), data };
    await harness.publishRaw(redriven);
    await harness.until('it is handled', () => failed.handled.length === 1);
    // A later message shows that the other durable has gone past it.
    await bus.publish(thingHappened, { id: 'b' });
    await harness.until(
      'the next one is handled by both',
      () => failed.handled.includes('b') && fine.handled.includes('b'),
    );
    deepEqual(sorted(fine.handled), ['a', 'b']);
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
    await harness.until('it was tried more often than a message may fail', () => tries() > 2 * maxAttempts);
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
