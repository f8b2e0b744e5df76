import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { headers, type NatsConnection } from '@nats-io/nats-core';
import { startTestNats, type TestNats } from '@orderflow/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectNats } from './connect.ts';
import { EncodedHeaders, encodeHeaders } from './encoded-headers.ts';
import { type LoggedMessage, readWholeStream } from './read-stream.ts';

let server: TestNats;
let connection: NatsConnection;
beforeAll(async () => {
  server = await startTestNats();
  connection = await connectNats({ servers: server.url, name: 'test' });
});
afterAll(async () => {
  await connection?.close();
  await server?.stop();
});

/** A stream with five messages. */
const filled = async (name: string) => {
  const { streams } = await jetstreamManager(connection);
  await streams.add({ name, subjects: [`${name}.>`, ...(name === 'REDRIVEN' ? ['redrive.>'] : [])] });
  for (let i = 1; i <= 5; i += 1) await jetstream(connection).publish(`${name}.made`, `${i}`);
  return streams;
};
const read = async (name: string): Promise<LoggedMessage[]> => {
  const messages: LoggedMessage[] = [];
  await readWholeStream(connection, name, { each: (message) => void messages.push(message) });
  return messages;
};

describe('a whole stream', () => {
  it('is read from its first message to its end, in order', async () => {
    await filled('WHOLE');
    const messages = await read('WHOLE');
    expect(messages.map(({ sequence, data }) => [sequence, Buffer.from(data).toString()])).toEqual(
      [1, 2, 3, 4, 5].map((sequence) => [sequence, `${sequence}`]),
    );
    expect(messages[0]).toMatchObject({ stream: 'WHOLE', subject: 'WHOLE.made' });
  });

  it('that is empty has nothing to read', async () => {
    await (await jetstreamManager(connection)).streams.add({ name: 'EMPTY', subjects: ['EMPTY.>'] });
    expect(await read('EMPTY')).toEqual([]);
  });

  it('tells the headers of its messages, and none of those that the client cannot read', async () => {
    await (await jetstreamManager(connection)).streams.add({ name: 'HEADED', subjects: ['HEADED.>'] });
    const told = headers();
    told.set('traceparent', 'of its sender');
    await jetstream(connection).publish('HEADED.made', 'one', { headers: told });
    await jetstream(connection).publish('HEADED.made', 'two');
    const unreadable = new EncodedHeaders(encodeHeaders('un readable: 1\r\ntraceparent: of nobody\r\n'));
    await jetstream(connection).publish('HEADED.made', 'three', { headers: unreadable });
    const messages = await read('HEADED');
    expect(messages.map(({ header }) => header('traceparent'))).toEqual(['of its sender', undefined, undefined]);
    expect(messages[0]?.header('Traceparent')).toBeUndefined();
  });

  it('tells of a redriven message what it was and to whom it went', async () => {
    await filled('REDRIVEN');
    const told = headers();
    told.set('dead-letter-subject', 'REDRIVEN.made');
    await jetstream(connection).publish('redrive.one-durable', 'again', { headers: told });
    expect((await read('REDRIVEN')).at(-1)).toMatchObject({ subject: 'REDRIVEN.made', redrivenTo: 'one-durable' });
  });

  it.each([
    ['the first was taken by age or size', 'AGED', [1, 2], 1],
    ['one in the middle was deleted', 'HOLED', [3], 3],
    ['the last was deleted', 'CUT', [5], 5],
    ['all were deleted', 'CLEARED', [1, 2, 3, 4, 5], 1],
  ])('is refused when %s, and the first that is missing is named', async (_what, name, deleted, missing) => {
    const streams = await filled(name);
    for (const sequence of deleted) await streams.deleteMessage(name, sequence);
    await expect(read(name)).rejects.toMatchObject({
      code: 'LOG_INCOMPLETE',
      message: expect.stringContaining(`its message ${missing} is gone`),
    });
  });
});
