import { createReadStream } from 'node:fs';
import { open, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { JetStreamApiCodes, JetStreamApiError, jetstreamManager, type StreamConfig } from '@nats-io/jetstream';
import { createInbox, type Msg, type NatsConnection } from '@nats-io/transport-node';
import { catalogBucket, streamNames } from '@orderflow/contracts';
import { AppError } from '@orderflow/errors';

// JetStream's own snapshots: a stream with its messages, their sequences and times.

/**
 * In this order: streams are not saved at one moment, and for each message that is saved the one that caused it, which lies
 * in ORDERS, has to be saved too.
 */
export const savedStreams: readonly string[] = [
  `KV_${catalogBucket}`,
  streamNames.deadLetters,
  streamNames.payments,
  streamNames.inventory,
  streamNames.orders,
];

/** What the server tells of a snapshot, and wants to know when it is given back. */
interface Manifest {
  readonly config: StreamConfig;
  readonly state: { readonly messages: number; readonly last_seq: number };
}

interface ApiAnswer extends Partial<Manifest> {
  readonly error?: { readonly description?: string; readonly err_code?: number };
  readonly deliver_subject?: string;
}

const chunkBytes = 128 * 1024;
const timeoutMs = 30_000;

const manifestOf = (directory: string, stream: string) => join(directory, `${stream}.json`);
const contentOf = (directory: string, stream: string) => join(directory, `${stream}.tar.s2`);

/** What `saveStream` writes. */
export const filesOfStream = (directory: string, stream: string): readonly string[] => [
  manifestOf(directory, stream),
  contentOf(directory, stream),
];

const answerOf = (message: Msg, doing: string): ApiAnswer => {
  const answer = message.data.length === 0 ? {} : message.json<ApiAnswer>();
  if (answer.error === undefined) return answer;
  const { description, err_code: errorCode } = answer.error;
  throw new AppError('LOG_UNAVAILABLE', `NATS refused ${doing}: ${description}.`, { details: { errorCode } });
};

const ask = async (connection: NatsConnection, subject: string, data: string | Uint8Array, doing: string) =>
  answerOf(await connection.request(subject, data, { timeout: timeoutMs }), doing);

/** Writes a snapshot of the stream. Resolves with the number of its messages. */
export const saveStream = async (connection: NatsConnection, stream: string, directory: string): Promise<number> => {
  const doing = `a snapshot of ${stream}`;
  const inbox = createInbox();
  const chunks = connection.subscribe(inbox);
  const request = JSON.stringify({ deliver_subject: inbox, no_consumers: true, chunk_size: chunkBytes });
  const file = await open(contentOf(directory, stream), 'w');
  try {
    const { config, state } = await ask(connection, `$JS.API.STREAM.SNAPSHOT.${stream}`, request, doing);
    const silence = setTimeout(() => chunks.unsubscribe(), timeoutMs);
    let whole = false;
    for await (const chunk of chunks) {
      silence.refresh();
      if (chunk.data.length === 0) {
        whole = (chunk.headers?.code ?? 0) < 400;
        break;
      }
      await file.write(chunk.data);
      // The server sends more when it hears that this has been taken.
      chunk.respond();
    }
    clearTimeout(silence);
    if (!whole) throw new AppError('LOG_UNAVAILABLE', `NATS broke off ${doing}: try again when it is at rest.`);
    await file.sync();
    await writeFile(manifestOf(directory, stream), `${JSON.stringify({ config, state }, null, 2)}\n`);
    return state?.messages ?? 0;
  } finally {
    chunks.unsubscribe();
    await file.close();
  }
};

const removeStream = async (connection: NatsConnection, stream: string): Promise<void> => {
  try {
    await (await jetstreamManager(connection)).streams.delete(stream);
  } catch (error) {
    if (!(error instanceof JetStreamApiError && error.code === JetStreamApiCodes.StreamNotFound)) throw error;
  }
};

export interface RestoreStreamsOptions {
  readonly directory: string;
  /** On so many servers. */
  readonly replicas: number;
  readonly signal: AbortSignal;
  say(sentence: string): void;
}

const restoreStream = async (
  connection: NatsConnection,
  stream: string,
  { directory, replicas }: RestoreStreamsOptions,
): Promise<number> => {
  const { config, state } = JSON.parse(await readFile(manifestOf(directory, stream), 'utf8')) as Manifest;
  const doing = `to take ${stream} back`;
  await removeStream(connection, stream);
  const request = JSON.stringify({ config: { ...config, num_replicas: replicas }, state });
  const { deliver_subject: to = '' } = await ask(connection, `$JS.API.STREAM.RESTORE.${stream}`, request, doing);
  for await (const chunk of createReadStream(contentOf(directory, stream), { highWaterMark: chunkBytes })) {
    await ask(connection, to, chunk as Buffer, doing);
  }
  const { state: restored } = await ask(connection, to, new Uint8Array(), doing);
  return restored?.messages ?? 0;
};

/**
 * How NATS says that it has no room yet: no server to place the stream on (10005), none left in the store (10047), the old one
 * is still there (10130). In a cluster what a stream that is gone had reserved goes on to count for some seconds.
 */
const noRoomYet: readonly unknown[] = [10005, 10047, 10130];
const retryEveryMs = 500;
const patienceMs = 60_000;

/** Works again and again until NATS has room, or `patienceMs` are over. */
const untilThereIsRoom = async <T>(
  work: () => Promise<T>,
  { signal }: RestoreStreamsOptions,
  onWait: () => void,
): Promise<T> => {
  const deadline = performance.now() + patienceMs;
  for (let told = false; ; told = true) {
    signal.throwIfAborted();
    try {
      return await work();
    } catch (error) {
      const early = AppError.is(error, 'LOG_UNAVAILABLE') && noRoomYet.includes(error.details?.errorCode);
      if (!early || performance.now() > deadline) throw error;
      if (!told) onWait();
      await delay(retryEveryMs, undefined, { signal });
    }
  }
};

/**
 * Puts the snapshots in the place of the streams and their durables. All are removed first, so that there is one wait for what
 * they had reserved and not one for each. Rejects with LOG_UNAVAILABLE when there is no room for one within a minute.
 */
export const restoreStreams = async (connection: NatsConnection, options: RestoreStreamsOptions): Promise<void> => {
  const { say } = options;
  for (const stream of savedStreams) await removeStream(connection, stream);
  for (const stream of savedStreams) {
    const onWait = () => say(`${stream}: waiting up to ${patienceMs / 1_000} s for the room of the old streams`);
    const messages = await untilThereIsRoom(() => restoreStream(connection, stream, options), options, onWait);
    say(`${stream}: ${messages} messages`);
  }
};
