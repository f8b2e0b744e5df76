import { AppError } from '@orderflow/errors';
import type { AttemptLedger, AttemptRecord, Delivery } from './delivery.ts';

/** From this delivery on a message runs alone and its record is kept in the log. */
const recordedFromDelivery = 3;
/** Started this often without a verdict: it ends the process each time. */
const maxStartsWithoutVerdict = 3;
/** Messages whose failures are remembered in memory; the oldest is forgotten first, and its count starts anew. */
const maxRemembered = 10_000;

export const runsAlone = (delivery: Delivery): boolean => delivery.delivery >= recordedFromDelivery;

/** Not merely the same place: a stream that was deleted and made again counts from 1 again. */
export const isSameMessage = (a: Delivery, b: Delivery): boolean =>
  a.sequence === b.sequence && a.storedAt.getTime() === b.storedAt.getTime();

/** Counts the attempts of the messages of one durable: in memory, and from the third delivery on in the log. */
export interface Attempts {
  /** Failures known without asking the log. */
  failures(delivery: Delivery): number;
  failed(delivery: Delivery): void;
  /** It will not come again. */
  settled(delivery: Delivery): void;
  /**
   * Before a message that runs alone is started. Never rejects; resolves with what it fails with unrun: CRASH_LOOP when
   * it has ended the process too often, LOG_UNAVAILABLE when its record cannot be read or written.
   */
  begin(delivery: Delivery): Promise<AppError | undefined>;
  /** After the verdict on what was begun. `done`: it will not come again. Never rejects: at worst a start counts as one without verdict. */
  end(delivery: Delivery, done: boolean): Promise<void>;
}

interface Remembered {
  readonly failures: number;
  readonly storedAtMs: number;
}

export const createAttempts = (ledger: AttemptLedger): Attempts => {
  const remembered = new Map<number, Remembered>();

  const remember = (delivery: Delivery, failures: number): void => {
    remembered.delete(delivery.sequence);
    remembered.set(delivery.sequence, { failures, storedAtMs: delivery.storedAt.getTime() });
    if (remembered.size <= maxRemembered) return;
    for (const oldest of remembered.keys()) {
      remembered.delete(oldest);
      return;
    }
  };
  const failuresOf = (delivery: Delivery): number => {
    const known = remembered.get(delivery.sequence);
    return known && known.storedAtMs === delivery.storedAt.getTime() ? known.failures : 0;
  };

  const write = ({ durable, stream, sequence }: Delivery, record: AttemptRecord): Promise<void> =>
    ledger.write(durable, stream, sequence, record);

  const begin = async (delivery: Delivery): Promise<AppError | undefined> => {
    const { durable, stream, sequence } = delivery;
    const before = await ledger.read(durable, stream, sequence);
    const failures = Math.max(failuresOf(delivery), before?.failures ?? 0);
    if (failures > 0) remember(delivery, failures);
    const starts = before?.startsWithoutVerdict ?? 0;
    if (starts >= maxStartsWithoutVerdict) {
      return new AppError('CRASH_LOOP', `The process ended ${starts} times while it handled this message alone.`);
    }
    await write(delivery, { failures, startsWithoutVerdict: starts + 1 });
    return undefined;
  };

  return {
    failures: failuresOf,
    failed: (delivery) => remember(delivery, failuresOf(delivery) + 1),
    settled: ({ sequence }) => {
      if (remembered.size > 0) remembered.delete(sequence);
    },
    begin: async (delivery) => {
      try {
        return await begin(delivery);
      } catch (cause) {
        return new AppError('LOG_UNAVAILABLE', 'The record of attempts cannot be reached.', { cause });
      }
    },
    end: async (delivery, done) => {
      const { durable, stream, sequence } = delivery;
      try {
        if (done) await ledger.forget(durable, stream, sequence);
        else await write(delivery, { failures: failuresOf(delivery), startsWithoutVerdict: 0 });
      } catch {
        // The log is away. The settlement that follows tells of it.
      }
    },
  };
};
