import type { NatsConnection } from '@nats-io/transport-node';
import { createTopology, events } from '@orderflow/contracts';
import { AppError } from '@orderflow/errors';
import { connectNats, listDeadLetters, type StoredLetter } from '@orderflow/eventbus/jetstream';
import pc from 'picocolors';
import { environment } from '../config.ts';
import { editText } from '../dlq/edit-text.ts';
import { lettersOf, redriveLetter, removeLetter, requireLetter } from '../dlq/handle-letter.ts';
import { fromText, toText } from '../dlq/payload-text.ts';
import { confirmed } from '../terminal/confirmed.ts';
import { inOneLine } from '../timeline/entry.ts';
import { requireRunning } from './running.ts';

const withLog = async <T>(work: (connection: NatsConnection) => Promise<T>): Promise<T> => {
  const servers = requireRunning().natsAdminUrl;
  const connection = await connectNats({ servers, name: 'orderflow dlq', waitForServer: false });
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

const typeOf = ({ headers, subject }: StoredLetter): string =>
  headers.find(([name]) => name === 'ce-type')?.[1] ?? subject;

/** One dead letter: reason, stack, headers, payload. */
export const showCommand = async (sequence: number): Promise<number> =>
  withLog(async (connection) => {
    const letter = await requireLetter(connection, sequence);
    const type = typeOf(letter);
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

const nameOf = ({ sequence, durable, subject, messageId }: StoredLetter): string =>
  `#${sequence} (${subject} ${messageId}, for ${durable})`;

const edited = async (letter: StoredLetter): Promise<Uint8Array> => {
  const type = typeOf(letter);
  const before = toText(type, letter.data);
  const after = await editText(before, environment.VISUAL ?? environment.EDITOR ?? 'vi');
  return after === before ? letter.data : fromText(type, after);
};

export interface RedriveOptions {
  readonly sequence: number | undefined;
  readonly durable: string | undefined;
  readonly dryRun: boolean;
  readonly edit: boolean;
}

/** Gives one dead letter, or all of a durable, to the durable that failed them, and to no other. */
export const redriveCommand = async ({ sequence, durable, dryRun, edit }: RedriveOptions): Promise<number> => {
  if ((sequence === undefined) === (durable === undefined)) {
    throw new AppError('CONFIG_INVALID', 'Say which: the number of a dead letter, or --durable for all of one.');
  }
  if (edit && sequence === undefined) {
    throw new AppError('CONFIG_INVALID', 'Only one dead letter can be edited at a time: say its number.');
  }
  return withLog(async (connection) => {
    const sequences = sequence === undefined ? await lettersOf(connection, durable ?? '') : [sequence];
    for (const one of sequences) {
      const letter = await requireLetter(connection, one);
      const data = edit ? await edited(letter) : letter.data;
      if (dryRun) {
        console.log(` ${nameOf(letter)} would be redriven: ${payloadLine(typeOf(letter), data)}`);
        continue;
      }
      const { stream, sequence: at } = await redriveLetter(connection, letter, data);
      console.log(` ${nameOf(letter)} was redriven: ${stream} #${at}`);
    }
    if (sequences.length === 0) console.log(` There are no dead letters of ${durable}.`);
    return 0;
  });
};

/** Removes a dead letter for good, once a person has said so. */
export const discardCommand = async (sequence: number, { yes }: { readonly yes: boolean }): Promise<number> =>
  withLog(async (connection) => {
    const letter = await requireLetter(connection, sequence);
    if (!yes && !(await confirmed(` Discard ${nameOf(letter)} for good? [y/N] `))) {
      console.log(' Nothing was discarded (--yes does it without asking).');
      return 1;
    }
    await removeLetter(connection, sequence);
    console.log(` ${nameOf(letter)} was discarded.`);
    return 0;
  });
