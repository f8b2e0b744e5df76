import { connectNats } from '@orderflow/eventbus/jetstream';

/** What a service told the log about one delivery of a message. */
export interface Settlement {
  readonly durable: string;
  /** Position of the message in its stream. */
  readonly sequence: number;
  /** 1 for the first. */
  readonly delivery: number;
  readonly verdict: 'ack' | 'nak' | 'term' | 'working';
  /** When we saw it, by `performance.now()`. */
  readonly atMs: number;
  /** How long after the message was stored. */
  readonly ageMs: number;
}

export interface SettlementWatch {
  readonly settlements: readonly Settlement[];
  stop(): Promise<void>;
}

const verdicts = { '+ACK': 'ack', '-NAK': 'nak', '+TER': 'term', '+WPI': 'working' } as const;

/**
 * Listens to every acknowledgement on its way to the log: what was finished, what was given back, and by the delivery's
 * number what came again, whichever process it was.
 */
export const watchSettlements = async (natsUrl: string): Promise<SettlementWatch> => {
  const connection = await connectNats({ servers: natsUrl, name: 'settlements' });
  const settlements: Settlement[] = [];
  connection.subscribe('$JS.ACK.>', {
    callback: (error, message) => {
      if (error) return;
      const verdict = verdicts[message.string().slice(0, 4) as keyof typeof verdicts];
      const tokens = message.subject.split('.');
      const [, durable = '', delivery, sequence, , storedNs = ''] = tokens.slice(tokens.length === 9 ? 2 : 4);
      const ageMs = Date.now() - Number(storedNs.slice(0, -6));
      const atMs = performance.now();
      settlements.push({ durable, sequence: Number(sequence), delivery: Number(delivery), verdict, atMs, ageMs });
    },
  });
  await connection.flush();
  return { settlements, stop: () => connection.close() };
};

const messageOf = ({ durable, sequence }: Settlement): string => `${durable} ${sequence}`;

/** The clock of a delivery in the log: what comes again earlier was given back or never arrived. */
const ackWaitMs = 30_000;

/** One sentence for each message that came again although it was finished, or whose acknowledgement was lost. */
export const repeats = (settlements: readonly Settlement[]): readonly string[] => {
  const found: string[] = [];
  for (const [message, told] of Map.groupBy(settlements, messageOf)) {
    const finished = told.findIndex(({ verdict }) => verdict === 'ack' || verdict === 'term');
    const later = told.slice(finished + 1);
    if (finished >= 0 && later.length > 0)
      found.push(`${message} was finished and came again: ${JSON.stringify(later)}`);
    const given = told.some(({ verdict }) => verdict === 'nak');
    const late = told.some(({ delivery, ageMs }) => delivery > 1 && ageMs >= ackWaitMs);
    if (late && !given) found.push(`${message} came again when its time was up: ${JSON.stringify(told)}`);
  }
  return found;
};

/** Messages that were given back, with the time until another delivery of them was settled. */
export const givenBack = (
  settlements: readonly Settlement[],
): readonly { readonly nakAtMs: number; readonly backAtMs: number }[] =>
  [...Map.groupBy(settlements, messageOf).values()].flatMap((told) => {
    const nak = told.find(({ verdict }) => verdict === 'nak');
    if (!nak) return [];
    const back = told.find(({ verdict, delivery }) => verdict === 'ack' && delivery > nak.delivery);
    return [{ nakAtMs: nak.atMs, backAtMs: back?.atMs ?? Number.POSITIVE_INFINITY }];
  });
