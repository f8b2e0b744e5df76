import type { Violation, Witnesses } from '@orderflow/audit';
import { createTopology } from '@orderflow/contracts';

const { durables } = createTopology();

/** Messages that were made to fail, and whose dead letters are therefore explained; any other letter is a violation. */
export interface Explained {
  /** The message with this identity lies on the subject, and each durable that reads it has to give it up. */
  expect(messageId: string, subject: string): void;
  /** By identity: the durables that have to have a letter of it. */
  readonly expected: ReadonlyMap<string, readonly string[]>;
  /** A person has ordered the letter with this sequence to be redriven: another may take its place. */
  redriving(sequence: number, messageId: string): void;
  /** By identity of the message: the letters of it that were ordered to be redriven. */
  readonly redriven: ReadonlyMap<string, readonly number[]>;
}

export const createExplained = (): Explained => {
  const expected = new Map<string, readonly string[]>();
  const redriven = new Map<string, readonly number[]>();
  return {
    expected,
    redriven,
    redriving: (sequence, messageId) => redriven.set(messageId, [...(redriven.get(messageId) ?? []), sequence]),
    expect: (messageId, subject) => {
      const readers = durables.filter(({ subjects }) => subjects.includes(subject));
      expected.set(
        messageId,
        readers.map(({ name }) => name),
      );
    },
  };
};

type Letters = Witnesses['deadLetters'];

/** How the redrive of a letter that failed again is identified: by the letter it was. */
const redriveOf = (messageId: string): number => Number(/^(\d+):redrive:\d+$/.exec(messageId)?.[1] ?? 0);

/** The message that a letter comes from, through however many redrives. */
const originOf = (messageId: string, { redriven }: Explained): string =>
  [...redriven].find(([, letters]) => letters.includes(redriveOf(messageId)))?.[0] ?? messageId;

/** Sequences of the letters that had to be. */
export const explainedLetters = (letters: Letters, explained: Explained): ReadonlySet<number> =>
  new Set(
    letters
      .filter(({ messageId }) => explained.expected.has(originOf(messageId, explained)))
      .map(({ sequence }) => sequence),
  );

/** Each poisoned message that somebody took without giving it up: then it was dropped in silence, or handled. */
export const missingLetters = (letters: Letters, explained: Explained): readonly Violation[] =>
  [...explained.expected].flatMap(([messageId, readers]) =>
    readers
      .filter(
        (reader) => !letters.some((one) => originOf(one.messageId, explained) === messageId && one.durable === reader),
      )
      .map((durable) => ({
        check: 'poison',
        message: `${durable} has no dead letter of ${messageId}, which cannot be handled`,
        evidence: { durable, messageId },
      })),
  );
