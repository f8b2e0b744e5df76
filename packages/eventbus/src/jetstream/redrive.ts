import { jetstream } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import { AppError } from '@orderflow/errors';
import { failpoint } from '@orderflow/failpoints';
import {
  encodeHeaderValue,
  type Header,
  headerLines,
  headerNames,
  deadLetterHeaderNames as names,
  redriveHeaders,
} from '../engine/headers.ts';
import { type DurableDefinition, type DurableName, redriveSubject, type Topology } from '../ports.ts';
import { openManager } from './api.ts';
import { requireDeadLetter, type StoredLetter, showDeadLetter } from './dead-letters.ts';
import { EncodedHeaders, encodeHeaders, maxHeaderBytes } from './encoded-headers.ts';
import { readMessage, type StoredMessage } from './stored-message.ts';

export interface RedriveOptions {
  /** Replaces the payload. */
  readonly data?: Uint8Array;
  /** Sends it although a redrive of this letter is in the log already, which would otherwise only be completed. */
  readonly again?: boolean;
  /** Who asked for it: travels with the message. */
  readonly by?: string;
}

/** Where a redriven letter lies now. */
export interface Redriven {
  readonly durable: DurableName;
  readonly stream: string;
  readonly sequence: number;
  /** `<dead letter's sequence>:redrive:<n>`. */
  readonly messageId: string;
  /** An earlier redrive had been cut off after it was stored: nothing was sent now, only the letter removed. */
  readonly earlier: boolean;
}

export interface Redriver {
  /** What `redrive` would do now; changes nothing. Rejects as it would, as far as can be known. */
  plan(
    sequence: number,
    options?: RedriveOptions,
  ): Promise<{ readonly letter: StoredLetter; readonly earlier: boolean }>;
  /**
   * Gives a letter to the one durable that failed it, and removes it once the log has stored the redrive. When this
   * rejects, the letter is still there, and to repeat it is safe: what is stored is not stored again.
   * Rejects with NOT_FOUND (no such letter or durable), PRECONDITION_FAILED (it was redriven with another payload),
   * BODY_TOO_LARGE, LOG_UNAVAILABLE.
   */
  redrive(sequence: number, options?: RedriveOptions): Promise<Redriven>;
}

/** A redrive as it lies in the log. */
interface StoredRedrive {
  readonly number: number;
  readonly sequence: number;
  /** Which letter it is of: positions alone begin anew when a stream is made again. */
  readonly letter: string;
}

const beforePublish = failpoint('redrive.before_publish');
const beforeRemoval = failpoint('redrive.before_removal');

const pubAckTimeoutMs = 10_000;
const messageIdPattern = /^(\d+):redrive:(\d+)$/;

const identityOf = (header: (name: string) => string): string =>
  [names.stream, names.sequence, names.durable, names.time].map(header).join(' ');

const headerOf =
  (headers: readonly Header[]) =>
  (wanted: string): string =>
    headers.find(([name]) => name === wanted)?.[1] ?? '';

/** The redrives that are in the log, by durable and letter. Each is read once. */
const createStoredRedrives = (connection: NatsConnection) => {
  const known = new Map<DurableName, { readonly byLetter: Map<number, StoredRedrive[]>; next: number }>();

  const note = (byLetter: Map<number, StoredRedrive[]>, message: StoredMessage): void => {
    const [, letter, number] = messageIdPattern.exec(message.header(headerNames.messageId)) ?? [];
    if (letter === undefined) return;
    const ofLetter = byLetter.get(Number(letter)) ?? [];
    const { sequence, header } = message;
    ofLetter.push({ number: Number(number), sequence, letter: identityOf(header) });
    byLetter.set(Number(letter), ofLetter);
  };

  /** Oldest first. */
  return async ({ name, stream }: DurableDefinition, letter: number): Promise<readonly StoredRedrive[]> => {
    const ofDurable = known.get(name) ?? { byLetter: new Map<number, StoredRedrive[]>(), next: 1 };
    known.set(name, ofDurable);
    for (;;) {
      const message = await readMessage(connection, stream, {
        seq: ofDurable.next,
        next_by_subj: redriveSubject(name),
      });
      if (message === undefined) return ofDurable.byLetter.get(letter) ?? [];
      note(ofDurable.byLetter, message);
      ofDurable.next = message.sequence + 1;
    }
  };
};

/** Rejects with NOT_FOUND when there is no such letter (any more), with LOG_UNAVAILABLE when it may still be there. */
export const discardDeadLetter = async (
  connection: NatsConnection,
  topology: Topology,
  sequence: number,
): Promise<void> => {
  const manager = await openManager(connection);
  try {
    await manager.streams.deleteMessage(topology.deadLetterStream, sequence);
  } catch (error) {
    // What the server answers differs with its version and with the number of replicas: look.
    const gone = (await showDeadLetter(connection, topology, sequence)) === undefined;
    if (gone) throw new AppError('NOT_FOUND', `Dead letter #${sequence} is gone already.`, { cause: error });
    throw new AppError('LOG_UNAVAILABLE', `Dead letter #${sequence} could not be removed.`, { cause: error });
  }
};

/**
 * For one operation, on one letter or many: it remembers which redrives it has seen in the log. How far back a redrive
 * is known is how far the log reaches back, not the two minutes of its duplicate window.
 */
export const createRedriver = (connection: NatsConnection, topology: Topology): Redriver => {
  const redrivesOf = createStoredRedrives(connection);

  const requireDurable = (name: DurableName): DurableDefinition => {
    const durable = topology.durables.find((one) => one.name === name);
    if (durable) return durable;
    const known = topology.durables.map((one) => one.name).join(', ');
    throw new AppError('NOT_FOUND', `There is no durable ${name}: there are ${known}.`);
  };

  /** What is stored is what is asked for, or somebody asked for something else before. */
  const checkSame = async (letter: StoredLetter, stream: string, sequence: number, data: Uint8Array) => {
    const stored = await readMessage(connection, stream, { seq: sequence });
    if (stored && Buffer.compare(stored.data, data) === 0) return;
    const message = `Dead letter #${letter.sequence} was redriven already, with another payload (${stream} #${sequence}): nothing was sent. Discard it, or redrive it once more and say so.`;
    throw new AppError('PRECONDITION_FAILED', message);
  };

  const look = async (sequence: number, { data, again = false }: RedriveOptions) => {
    const letter = await requireDeadLetter(connection, topology, sequence);
    if (letter.isLost && data === undefined) {
      const message = `The message of dead letter #${sequence} was too large to be kept with it, and ${letter.stream} #${letter.streamSequence} is gone: give its payload, or discard it.`;
      throw new AppError('NOT_FOUND', message);
    }
    const durable = requireDurable(letter.durable);
    const stored = await redrivesOf(durable, sequence);
    const identity = identityOf(headerOf(letter.headers));
    const earlier = again ? undefined : stored.findLast((redrive) => redrive.letter === identity);
    if (earlier) await checkSame(letter, durable.stream, earlier.sequence, data ?? letter.data);
    const number = earlier?.number ?? Math.max(0, ...stored.map((redrive) => redrive.number)) + 1;
    return { letter, durable, earlier, number, data: data ?? letter.data };
  };

  const send = async (letter: StoredLetter, number: number, data: Uint8Array, by: string | undefined) => {
    const extra: Header[] = by === undefined ? [] : [[names.redrivenBy, encodeHeaderValue(by)]];
    const all = [...redriveHeaders(letter.headers, letter.sequence, number), ...extra];
    const headers = new EncodedHeaders(encodeHeaders(headerLines(all)));
    const { byteLength } = headers.bytes;
    const maxBytes = connection.info?.max_payload ?? Number.POSITIVE_INFINITY;
    if (byteLength > maxHeaderBytes || byteLength + data.byteLength > maxBytes) {
      const message = `The redrive of #${letter.sequence} would have ${byteLength} bytes of headers and ${byteLength + data.byteLength} in all; the server takes ${maxHeaderBytes} and ${maxBytes}.`;
      throw new AppError('BODY_TOO_LARGE', message);
    }
    const options = { headers, timeout: pubAckTimeoutMs };
    beforePublish();
    try {
      return await jetstream(connection).publish(redriveSubject(letter.durable), data, options);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      const message = `The log did not confirm the redrive of #${letter.sequence} (${why}); the dead letter is still there, and to repeat this is safe.`;
      throw new AppError('LOG_UNAVAILABLE', message, { cause: error });
    }
  };

  const remove = async (sequence: number): Promise<void> => {
    beforeRemoval();
    try {
      await discardDeadLetter(connection, topology, sequence);
    } catch (error) {
      // Whoever else did the same at the same moment has done what is left to do.
      if (!AppError.is(error, 'NOT_FOUND')) throw error;
    }
  };

  return {
    plan: async (sequence, options = {}) => {
      const { letter, earlier } = await look(sequence, options);
      return { letter, earlier: earlier !== undefined };
    },
    redrive: async (sequence, options = {}) => {
      const { letter, durable, earlier, number, data } = await look(sequence, options);
      const place = { durable: durable.name, stream: durable.stream, messageId: `${sequence}:redrive:${number}` };
      if (earlier) {
        await remove(sequence);
        return { ...place, sequence: earlier.sequence, earlier: true };
      }
      const stored = await send(letter, number, data, options.by);
      if (stored.duplicate) await checkSame(letter, durable.stream, stored.seq, data);
      await remove(sequence);
      return { ...place, sequence: stored.seq, earlier: stored.duplicate };
    },
  };
};
