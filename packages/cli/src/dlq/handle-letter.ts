import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { headers as createHeaders, type NatsConnection } from '@nats-io/transport-node';
import { createTopology } from '@orderflow/contracts';
import { AppError } from '@orderflow/errors';
import { redriveHeaders, redriveSubject } from '@orderflow/eventbus';
import { listDeadLetters, type StoredLetter, showDeadLetter } from '@orderflow/eventbus/jetstream';
import { failpoint } from '@orderflow/failpoints';

const beforePublish = failpoint('redrive.before_publish');
const beforeRemoval = failpoint('redrive.before_removal');

const topology = createTopology();
const pubAckTimeoutMs = 10_000;
const pageSize = 200;

/**
 * A letter is removed as soon as its redrive is stored, so there is one redrive of each. What did not get as far as the
 * removal is the same redrive again: the log takes it once.
 */
const onlyRedrive = 1;

/** Rejects with NOT_FOUND. */
export const requireLetter = async (connection: NatsConnection, sequence: number): Promise<StoredLetter> => {
  const letter = await showDeadLetter(connection, topology, sequence);
  if (letter) return letter;
  const message = `There is no dead letter #${sequence}: it was redriven, or discarded, or there never was one.`;
  throw new AppError('NOT_FOUND', message);
};

/** Sequences of the letters that lie there now, oldest first; one that is stored meanwhile is not among them. */
export const lettersOf = async (connection: NatsConnection, durable: string): Promise<readonly number[]> => {
  requireDurable(durable);
  const sequences: number[] = [];
  for (;;) {
    const after = sequences.at(-1) ?? 0;
    const page = await listDeadLetters(connection, topology, { durable, after, limit: pageSize });
    for (const { sequence } of page) sequences.push(sequence);
    if (page.length < pageSize) return sequences;
  }
};

const requireDurable = (name: string) => {
  const durable = topology.durables.find((one) => one.name === name);
  if (durable) return durable;
  const known = topology.durables.map((one) => one.name).join(', ');
  throw new AppError('NOT_FOUND', `There is no durable ${name}: there are ${known}.`);
};

/** Takes it out of the dead letters. Rejects with NOT_FOUND when somebody else has. */
export const removeLetter = async (connection: NatsConnection, sequence: number): Promise<void> => {
  const manager = await jetstreamManager(connection);
  try {
    await manager.streams.deleteMessage(topology.deadLetterStream, sequence);
  } catch (error) {
    // What the server answers differs with its version and with the number of replicas: look.
    const gone = (await showDeadLetter(connection, topology, sequence)) === undefined;
    if (gone) throw new AppError('NOT_FOUND', `Dead letter #${sequence} is gone already.`, { cause: error });
    throw new AppError('LOG_UNAVAILABLE', `Dead letter #${sequence} could not be removed.`, { cause: error });
  }
};

/** Where a redriven letter lies now. */
export interface Redriven {
  readonly durable: string;
  readonly stream: string;
  readonly sequence: number;
}

/**
 * Gives a letter to the one durable that failed it, and then removes it. `data` replaces its payload. When this rejects,
 * the letter is still there, and to do it again is safe.
 */
export const redriveLetter = async (
  connection: NatsConnection,
  letter: StoredLetter,
  data: Uint8Array = letter.data,
): Promise<Redriven> => {
  const { durable, sequence } = letter;
  requireDurable(durable);
  const headers = createHeaders();
  for (const [name, value] of redriveHeaders(letter.headers, sequence, onlyRedrive)) headers.append(name, value);
  beforePublish();
  const send = jetstream(connection).publish(redriveSubject(durable), data, { headers, timeout: pubAckTimeoutMs });
  const stored = await send.catch((error: unknown) => {
    const message = `The log did not store the redrive of #${sequence}; the dead letter is still there.`;
    throw new AppError('LOG_UNAVAILABLE', message, { cause: error });
  });
  if (stored.duplicate && data !== letter.data) {
    const message = `Dead letter #${sequence} was redriven as it was a moment ago (${stored.stream} #${stored.seq}): the edit was not sent.`;
    throw new AppError('PRECONDITION_FAILED', message);
  }
  beforeRemoval();
  await removeLetter(connection, sequence);
  return { durable, stream: stored.stream, sequence: stored.seq };
};
