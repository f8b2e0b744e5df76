import type { Witnesses } from './witnesses.ts';

/** What does not hold, and where to look. */
export interface Violation {
  readonly check: string;
  readonly message: string;
  /** Ids, sequence numbers, amounts. */
  readonly evidence: Readonly<Record<string, unknown>>;
}

type Found = Omit<Violation, 'check'>;

export interface Check {
  readonly name: string;
  /** What holds when nothing is found. */
  readonly promise: string;
  /** Default `settled`: what it finds of an order that is in flight is no violation but work under way. */
  readonly judges?: 'settled' | 'all';
  find(witnesses: Witnesses): Iterable<Found>;
}

export const found = (message: string, evidence: Readonly<Record<string, unknown>>): Found => ({ message, evidence });
