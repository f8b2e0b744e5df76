import type { Change } from '../domain/change.ts';
import type { Advance } from './advance.ts';
import type { Announce } from './announce.ts';
import type { PaymentStore } from './store.ts';

/**
 * What a message causes: note the fact, do at the gateway what it calls for, publish what follows. It may be repeated
 * at any time. Resolved means that nothing hangs on the message any more: all is done, or the row is the cause.
 */
export type Note = (change: Change, signal: AbortSignal) => Promise<void>;

export const createNote =
  (store: PaymentStore, advance: Advance, announce: Announce): Note =>
  async (change, signal) => {
    const noted = await store.change(change, signal);
    // A row with a date is a cause of its own: the sweeper goes on from the fact just noted.
    const { facts } = noted.work.dueAt === undefined ? await advance(noted, signal) : noted;
    await announce(facts, signal);
  };
