import type { Violation, Witnesses } from '@orderflow/audit';
import { createTopology } from '@orderflow/contracts';

const { durables } = createTopology();

/** Messages that were made to fail, and whose dead letters are therefore explained; any other letter is a violation. */
export interface Explained {
  /** The message with this identity lies on the subject, and each durable that reads it has to give it up. */
  expect(messageId: string, subject: string): void;
  /** By identity: the durables that have to have a letter of it. */
  readonly expected: ReadonlyMap<string, readonly string[]>;
}

export const createExplained = (): Explained => {
  const expected = new Map<string, readonly string[]>();
  return {
    expected,
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

/** A letter that was redriven and failed again is identified by the letter it was. */
const redriven = /^(?<letter>\d+):redrive:\d+$/;

/** Sequences of the letters that had to be. */
export const explainedLetters = (letters: Letters, { expected }: Explained): ReadonlySet<number> =>
  new Set(
    letters
      .filter(({ messageId }) => expected.has(messageId) || redriven.test(messageId))
      .map(({ sequence }) => sequence),
  );

/** Each poisoned message that somebody took without giving it up: then it was dropped in silence, or handled. */
export const missingLetters = (letters: Letters, { expected }: Explained): readonly Violation[] =>
  [...expected].flatMap(([messageId, readers]) =>
    readers
      .filter((reader) => !letters.some((letter) => letter.messageId === messageId && letter.durable === reader))
      .map((durable) => ({
        check: 'poison',
        message: `${durable} has no dead letter of ${messageId}, which cannot be handled`,
        evidence: { durable, messageId },
      })),
  );
