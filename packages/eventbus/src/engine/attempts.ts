import type { AttemptLedger, AttemptRecord, Delivery } from './delivery.ts';

/** From this delivery on a message runs alone and its record is kept in the log. */
export const recordedFromDelivery = 3;
/** Started this often without a verdict: it ends the process each time. */
const maxStartsWithoutVerdict = 3;
/** Messages whose failures are remembered in memory; the oldest is forgotten first, and its count starts anew. */
const maxRemembered = 10_000;

export const runsAlone = (delivery: Delivery): boolean => delivery.delivery >= recordedFromDelivery;

/** Counts the attempts of the messages of one durable: in memory, and from the third delivery on in the log. */
export interface Attempts {
  /** Failures known without asking the log. */
  failures(delivery: Delivery): number;
  failed(delivery: Delivery): void;
  /** It will not come again. */
  settled(delivery: Delivery): void;
  /** Before a message that runs alone is started. True: it has ended the process too often to be run again. */
  begin(delivery: Delivery): Promise<boolean>;
  /** After its verdict. `done`: it will not come again. Never rejects: at worst a start counts as one without verdict. */
  end(delivery: Delivery, done: boolean): Promise<void>;
}

export const createAttempts = (ledger: AttemptLedger): Attempts => {
  const remembered = new Map<number, number>();

  const remember = (sequence: number, failures: number): void => {
    remembered.delete(sequence);
    remembered.set(sequence, failures);
    if (remembered.size <= maxRemembered) return;
    for (const oldest of remembered.keys()) {
      remembered.delete(oldest);
      return;
    }
  };
  const failures = ({ sequence }: Delivery): number => remembered.get(sequence) ?? 0;

  const write = ({ durable, stream, sequence }: Delivery, record: AttemptRecord): Promise<void> =>
    ledger.write(durable, stream, sequence, record);

  return {
    failures,
    failed: (delivery) => remember(delivery.sequence, failures(delivery) + 1),
    settled: ({ sequence }) => {
      if (remembered.size > 0) remembered.delete(sequence);
    },
    begin: async (delivery) => {
      const { durable, stream, sequence } = delivery;
      const before = await ledger.read(durable, stream, sequence);
      const known = Math.max(failures(delivery), before?.failures ?? 0);
      if (known > 0) remember(sequence, known);
      const startsWithoutVerdict = before?.startsWithoutVerdict ?? 0;
      if (startsWithoutVerdict >= maxStartsWithoutVerdict) return true;
      await write(delivery, { failures: known, startsWithoutVerdict: startsWithoutVerdict + 1 });
      return false;
    },
    end: async (delivery, done) => {
      const { durable, stream, sequence } = delivery;
      try {
        if (done) await ledger.forget(durable, stream, sequence);
        else await write(delivery, { failures: failures(delivery), startsWithoutVerdict: 0 });
      } catch {
        // The log is away. The settlement that follows tells of it.
      }
    },
  };
};
