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
import { consuming, isSettled, jsonCodec, other, reader, recorder, sorted, thingHappened } from './fixtures.ts';
import type { ContractTest } from './test-api.ts';

const headerOf = ({ headers }: StoredDeadLetter, name: string): string | undefined =>
  headers.find(([candidate]) => candidate === name)?.[1];

const letters = async (harness: BusHarness, count: number): Promise<readonly StoredDeadLetter[]> => {
  await harness.until(`${count} dead letters are stored`, async () => (await harness.deadLetters()).length >= count);
  return await harness.deadLetters();
};

const eventHeadersOf = (type: string, version: string, id: string): readonly Header[] => [
  [headerNames.messageId, id],
  [headerNames.type, type],
  [headerNames.dataVersion, version],
];

export const parking = (test: ContractTest): void => {
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

  test('gives up no message whose dead letter cannot be stored', ['deleteStream'], async (harness) => {
    let refusals = 0;
    const deadLetterRefused = (): void => {
      refusals += 1;
    };
    const bus = await harness.createBus({ ...consuming(), observer: { deadLetterRefused } });
    const { handler } = recorder(() => {
      throw new AppError('VALIDATION_FAILED', 'nonsense');
    });
    bus.subscribe(thingHappened, handler, reader);
    await bus.start();
    await harness.deleteStream('DEAD');
    await bus.publish(thingHappened, { id: 'a' });
    await harness.until('the log has no place for the letter', () => refusals > 0);
    await harness.setUp();
    const [letter] = await letters(harness, 1);
    ok(letter);
    deepEqual(jsonCodec.decode(letter.data), { id: 'a' });
    await harness.until('it is settled', () => isSettled(harness, reader));
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
};
