import type { NatsConnection } from '@nats-io/transport-node';
import { createTopology, events } from '@orderflow/contracts';
import { AppError } from '@orderflow/errors';
import { connectNats, listDeadLetters, showDeadLetter } from '@orderflow/eventbus/jetstream';
import { stackUrls } from '@orderflow/local-stack';
import pc from 'picocolors';
import { inOneLine } from '../timeline/entry.ts';
import { requireRunning } from './running.ts';

const withLog = async <T>(work: (connection: NatsConnection) => Promise<T>): Promise<T> => {
  const { nats } = stackUrls(requireRunning().ports);
  const connection = await connectNats({ servers: nats, name: 'orderflow dlq', waitForServer: false });
  try {
    return await work(connection);
  } finally {
    await connection.close();
  }
};

export interface ListOptions {
  readonly durable: string | undefined;
  readonly after: number;
  readonly limit: number;
}

/** A line for each dead letter, oldest first. */
export const listCommand = async ({ durable, after, limit }: ListOptions): Promise<number> =>
  withLog(async (connection) => {
    const filter = { after, limit, ...(durable === undefined ? {} : { durable }) };
    const letters = await listDeadLetters(connection, createTopology(), filter);
    for (const letter of letters) {
      const at = letter.storedAt.toISOString().replace('T', ' ').slice(0, 19);
      console.log(
        ` ${pc.bold(`#${letter.sequence}`)}  ${pc.dim(at)}  ${letter.durable}  ${letter.subject}  ${pc.red(letter.code)}  ${letter.messageId}`,
      );
      console.log(
        `     ${letter.reason} ${pc.dim(`(${letter.attempts} attempts, from ${letter.stream} #${letter.streamSequence})`)}`,
      );
    }
    const last = letters.at(-1);
    if (last === undefined) console.log(' No dead letters.');
    else if (letters.length === limit) console.log(pc.dim(` More may follow: dlq list --after ${last.sequence}`));
    return 0;
  });

const payloadLine = (type: string, data: Uint8Array): string => {
  const event = events.find((one) => one.type === type);
  try {
    if (event) return inOneLine(event.codec.decode(data) as unknown as Record<string, unknown>);
  } catch {
    // Undecodable is a usual reason to be here: then the bytes are what there is to see.
  }
  return Buffer.from(data).toString('hex');
};

/** One dead letter: reason, stack, headers, payload. */
export const showCommand = async (sequence: number): Promise<number> =>
  withLog(async (connection) => {
    const letter = await showDeadLetter(connection, createTopology(), sequence);
    if (letter === undefined) throw new AppError('NOT_FOUND', `There is no dead letter #${sequence}.`);
    const type = letter.headers.find(([name]) => name === 'ce-type')?.[1] ?? letter.subject;
    console.log(`\n ${pc.bold(`Dead letter #${letter.sequence}`)}  ${letter.storedAt.toISOString()}`);
    console.log(
      ` ${letter.durable} gave up ${letter.subject} (${letter.stream} #${letter.streamSequence}) after ${letter.attempts} attempts`,
    );
    console.log(` ${pc.red(letter.code)}: ${letter.reason}`);
    if (letter.stack) console.log(pc.dim(`\n   ${letter.stack.replaceAll('\n', '\n   ')}`));
    console.log('');
    for (const [name, value] of letter.headers) {
      if (!name.startsWith('dead-letter-')) console.log(` ${pc.cyan(name)}: ${value}`);
    }
    console.log(`\n ${payloadLine(type, letter.data)}\n`);
    return 0;
  });
