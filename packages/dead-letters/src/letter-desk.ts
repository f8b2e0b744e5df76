import type { NatsConnection } from '@nats-io/nats-core';
import { createTopology, type PayloadJson, payloadFromJson, payloadToJson } from '@orderflow/contracts';
import { AppError } from '@orderflow/errors';
import {
  createRedriver,
  type DeadLetterFilter,
  type DeadLetterSummary,
  discardDeadLetter,
  listDeadLetters,
  pageOfDeadLetters,
  type Redriver,
  requireDeadLetter,
  type StoredLetter,
} from '@orderflow/eventbus/jetstream';
import { type LetterSummaryView, type LetterView, letterView, summaryView, versionOf } from './letter-view.ts';

export interface LetterFilter {
  readonly durable?: string | undefined;
  /** Type of the event: `orders.created`. */
  readonly event?: string | undefined;
  /** Code of the error. */
  readonly code?: string | undefined;
  /** Only letters with a higher number. */
  readonly after?: number | undefined;
  readonly limit: number;
}

export interface LetterPage {
  readonly letters: readonly LetterSummaryView[];
  /** `after` of the next page; null: there are no more. */
  readonly next: number | null;
}

/** What a person orders, and who it is. */
export interface Order {
  /** Only say what would happen. */
  readonly dryRun: boolean;
  readonly by: string;
}

export interface RedriveOrder extends Order {
  /** Replaces the payload: the event's fields, or `{ "hex": "…" }`. */
  readonly payload?: unknown;
  /** Send it although a redrive of this very letter is in the log. */
  readonly again?: boolean;
}

/**
 * What became of one letter.
 * `completed`: a redrive of it was in the log already, cut off before the letter was removed; nothing was sent.
 * `refused`: it is still there, `detail` says why.
 */
export type LetterOutcome =
  | 'redriven'
  | 'would_be_redriven'
  | 'completed'
  | 'would_be_completed'
  | 'discarded'
  | 'would_be_discarded'
  | 'gone'
  | 'refused';

export interface HandledLetter {
  readonly sequence: number;
  readonly outcome: LetterOutcome;
  readonly durable: string;
  readonly event: string;
  readonly messageId: string;
  /** Where the redrive lies. */
  readonly redrive?: { readonly stream: string; readonly sequence: number; readonly messageId: string };
  /** Of a dry run: what would be sent. */
  readonly payload?: PayloadJson;
  readonly detail?: string;
}

export interface HandledLetters {
  readonly letters: readonly HandledLetter[];
  /** `after` to go on with; null: nothing more fitted the filter when it was read. */
  readonly next: number | null;
}

/**
 * Everything a person can do with dead letters. Nothing else takes one away.
 * Rejects with NOT_FOUND, VALIDATION_FAILED (a payload the event cannot carry), PRECONDITION_FAILED (redriven before,
 * with another payload), LOG_UNAVAILABLE. Whatever rejects may be repeated: no letter runs twice for it.
 */
export interface LetterDesk {
  list(filter: LetterFilter): Promise<LetterPage>;
  show(sequence: number): Promise<LetterView>;
  /** To the one durable that failed it. */
  redrive(sequence: number, order: RedriveOrder): Promise<HandledLetter>;
  discard(sequence: number, order: Order): Promise<HandledLetter>;
  /** The letters that fit when it begins; what fails again meanwhile is a new one and left alone. Ends early when the log is away. */
  redriveAll(filter: LetterFilter, order: Order): Promise<HandledLetters>;
  discardAll(filter: LetterFilter, order: Order): Promise<HandledLetters>;
}

const topology = createTopology();

const libraryFilter = ({ durable, event, code, after, limit }: LetterFilter): DeadLetterFilter => ({
  limit,
  ...(durable === undefined ? {} : { durable: requireDurable(durable) }),
  ...(event === undefined ? {} : { type: event }),
  ...(code === undefined ? {} : { code }),
  ...(after === undefined ? {} : { after }),
});

const requireDurable = (name: string): string => {
  if (topology.durables.some((durable) => durable.name === name)) return name;
  const known = topology.durables.map((durable) => durable.name).join(', ');
  throw new AppError('NOT_FOUND', `There is no durable ${name}: there are ${known}.`);
};

const namesOf = ({ sequence, durable, type, messageId }: DeadLetterSummary) => ({
  sequence,
  durable,
  event: type,
  messageId,
});

/** The bytes that a person's payload stands for. */
const dataOf = (letter: StoredLetter, payload: unknown): Uint8Array =>
  payloadFromJson(letter.type, versionOf(letter), payload);

export const createLetterDesk = (connection: NatsConnection, traceUiUrl: string): LetterDesk => {
  const redriveOne = async (redriver: Redriver, sequence: number, order: RedriveOrder): Promise<HandledLetter> => {
    const { payload, again = false, dryRun, by } = order;
    const letter = await requireDeadLetter(connection, topology, sequence);
    const options = { again, by, ...(payload === undefined ? {} : { data: dataOf(letter, payload) }) };
    if (dryRun) {
      const { earlier } = await redriver.plan(sequence, options);
      const sent = payloadToJson(letter.type, versionOf(letter), options.data ?? letter.data);
      return { ...namesOf(letter), outcome: earlier ? 'would_be_completed' : 'would_be_redriven', payload: sent };
    }
    const { stream, sequence: at, messageId, earlier } = await redriver.redrive(sequence, options);
    const redrive = { stream, sequence: at, messageId };
    return { ...namesOf(letter), outcome: earlier ? 'completed' : 'redriven', redrive };
  };

  const discardOne = async (sequence: number, { dryRun }: Order): Promise<HandledLetter> => {
    const letter = await requireDeadLetter(connection, topology, sequence);
    if (dryRun) return { ...namesOf(letter), outcome: 'would_be_discarded' };
    await discardDeadLetter(connection, topology, sequence);
    return { ...namesOf(letter), outcome: 'discarded' };
  };

  /** One after the other, oldest first. Rejects only when nothing was done. */
  const handleAll = async (
    filter: LetterFilter,
    handle: (sequence: number) => Promise<HandledLetter>,
  ): Promise<HandledLetters> => {
    const found = await listDeadLetters(connection, topology, libraryFilter(filter));
    const letters: HandledLetter[] = [];
    for (const letter of found) {
      try {
        letters.push(await handle(letter.sequence));
      } catch (reason) {
        const error = AppError.from(reason);
        if (error.verdict === 'wait' && letters.length === 0) throw error;
        const outcome = error.code === 'NOT_FOUND' ? 'gone' : 'refused';
        letters.push({ ...namesOf(letter), outcome, detail: error.message });
        if (error.verdict === 'wait') return { letters, next: letter.sequence - 1 };
      }
    }
    return { letters, next: found.length < filter.limit ? null : (found.at(-1)?.sequence ?? null) };
  };

  return {
    list: async (filter) => {
      const { letters, next } = await pageOfDeadLetters(connection, topology, libraryFilter(filter));
      return { letters: letters.map((letter) => summaryView(letter, traceUiUrl)), next: next ?? null };
    },
    show: async (sequence) => letterView(await requireDeadLetter(connection, topology, sequence), traceUiUrl),
    redrive: async (sequence, order) => redriveOne(createRedriver(connection, topology), sequence, order),
    discard: discardOne,
    redriveAll: (filter, order) => {
      const redriver = createRedriver(connection, topology);
      return handleAll(filter, (sequence) => redriveOne(redriver, sequence, order));
    },
    discardAll: (filter, order) => handleAll(filter, (sequence) => discardOne(sequence, order)),
  };
};
