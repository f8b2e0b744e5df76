import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import type { Created, Fact, Facts } from './facts.ts';
import { type Implied, implied } from './implied.ts';
import { historyOf, statusOf } from './status.ts';

// The life of one order as the log may deliver it: every message again and again, in any order, with inventory and
// payment answering as they do. The pure functions and the real store are driven by the same lives.

/** What is decided outside before it begins. */
export interface Life {
  readonly stock: 'ample' | 'short';
  readonly card: 'good' | 'declined';
  /** The key came again with another body, and inventory may see that one first. */
  readonly otherBody: boolean;
  readonly cancelled: boolean;
  /** The deadline passes at any time; else only when everything else has been said and the order is still open. */
  readonly earlyDeadline: boolean;
  /** Which message comes next, and whether it comes again. When they are used up: the oldest, once. */
  readonly choices: readonly number[];
}

export const lives: fc.Arbitrary<Life> = fc.record({
  stock: fc.constantFrom('ample', 'ample', 'short'),
  card: fc.constantFrom('good', 'good', 'declined'),
  otherBody: fc.constantFrom(false, false, false, true),
  cancelled: fc.boolean(),
  earlyDeadline: fc.boolean(),
  choices: fc.array(fc.nat({ max: 1 << 16 }), { maxLength: 24 }),
});

/** Writes a fact and gives all that stand then: the pure function, or a replica's store. */
export type Recorder = (fact: Fact) => Promise<Facts>;

export const clock = (seconds: number): Date => new Date(Date.UTC(2026, 10, 20, 12, 0, seconds));

export const createdFact = (changes: Partial<Created> = {}): Created => ({
  customerId: 'ada',
  items: [{ sku: 'tea', quantity: 2, unitPrice: { amount: 1250, currency: 'EUR' } }],
  totalAmount: { amount: 2500, currency: 'EUR' },
  paymentToken: 'tok_visa',
  fingerprint: 'a'.repeat(64),
  at: clock(0),
  position: 1,
  ...changes,
});

const firstBody = createdFact();
const otherBody = createdFact({ fingerprint: 'b'.repeat(64), at: clock(1), position: 2 });

/** A message in the log, on its way to one of the three. */
type Message =
  | { readonly to: 'order'; readonly fact: Fact }
  | { readonly to: 'inventory'; readonly fingerprint: string }
  | { readonly to: 'neighbours'; readonly told: Implied };

/** Takes or refuses the goods once, by the body it sees first; says again what it has decided. */
const createInventory = (stock: Life['stock']) => {
  let state: 'unknown' | 'reserved' | 'refused' | 'tombstone' | 'released' | 'sold' = 'unknown';
  let decided: Fact | undefined;
  return {
    created: (fingerprint: string): Fact | undefined => {
      if (state === 'unknown') {
        state = stock === 'ample' ? 'reserved' : 'refused';
        const short = stock === 'ample' ? [] : [{ sku: 'tea', quantity: 2 }];
        const outcome = stock === 'ample' ? 'reserved' : 'rejected';
        decided = { kind: 'reservation', reservation: { outcome, fingerprint, short, at: clock(2) } };
      }
      return decided;
    },
    ended: (confirmed: boolean): void => {
      if (state === 'unknown') state = 'tombstone';
      if (state === 'reserved') state = confirmed ? 'sold' : 'released';
    },
    get state() {
      return state;
    },
  };
};

/** Charges once, gives back once; an attempt that a cancellation overtakes is dropped. */
const createPayment = (card: Life['card']) => {
  let state: 'unknown' | 'dropped' | 'captured' | 'declined' = 'unknown';
  let refunded = 0;
  const processed = (): Fact => {
    const approved = state === 'captured';
    const outcome = approved ? 'approved' : 'declined';
    const [paymentId, reason] = approved ? ['pi_1', ''] : ['', 'card_declined'];
    return { kind: 'payment', payment: { outcome, paymentId, reason, amount: firstBody.totalAmount, at: clock(3) } };
  };
  return {
    requested: (): Fact | undefined => {
      if (state === 'unknown') state = card === 'good' ? 'captured' : 'declined';
      return state === 'dropped' ? undefined : processed();
    },
    cancelled: (): void => {
      if (state === 'unknown') state = 'dropped';
    },
    refundRequested: (): Fact => {
      refunded = 1;
      return { kind: 'refund', refund: { refundId: 're_1', at: clock(5) } };
    },
    get net() {
      return (state === 'captured' ? 1 : 0) - refunded;
    },
  };
};

/** A log that knows its messages: a repeat under the same identity is not stored, but it must be the same. */
const createLog = (faults: string[]) => {
  const stored = new Map<string, Message>();
  const waiting: Message[] = [];
  return {
    waiting,
    publish: (id: string, message: Message): void => {
      const first = stored.get(id);
      if (!first) {
        stored.set(id, message);
        waiting.push(message);
      } else if (!isDeepStrictEqual(first, message)) faults.push(`${id} was published twice with different contents`);
    },
    endings: () => [...stored.keys()].filter((id) => ['confirmed', 'cancelled', 'rejected'].includes(id)),
  };
};

/**
 * Plays a life to its end and gives what is wrong then; empty when the promises hold. With several recorders as
 * many messages are handled at a time, each by another replica.
 */
export const play = async (life: Life, recorders: readonly Recorder[]): Promise<string[]> => {
  const faults: string[] = [];
  const log = createLog(faults);
  const inventory = createInventory(life.stock);
  const payment = createPayment(life.card);
  const choices = [...life.choices];
  let last: Facts | undefined;

  const toOrder = (fact: Fact | undefined): void => {
    if (fact) log.publish(`fact ${fact.kind}`, { to: 'order', fact });
  };

  const seen = (facts: Facts): void => {
    const [before, now] = [last ? historyOf(last) : [], historyOf(facts)];
    const [shorter, longer] = before.length <= now.length ? [before, now] : [now, before];
    // Two replicas' answers may cross, but they are two moments of one life.
    if (facts.created && last?.created && !isDeepStrictEqual(shorter, longer.slice(0, shorter.length))) {
      faults.push(`the history changed: ${JSON.stringify(before)} and ${JSON.stringify(now)}`);
    }
    if (last?.decision && facts.decision && !isDeepStrictEqual(last.decision, facts.decision)) {
      faults.push(`there are two decisions: ${statusOf(last)} and ${statusOf(facts)}`);
    }
    if (!last || countOf(facts) >= countOf(last)) last = facts;
    for (const told of implied(facts)) log.publish(told.kind, { to: 'neighbours', told });
  };

  const hear = ({ kind }: Implied): void => {
    if (kind === 'payment_requested') toOrder(payment.requested());
    else if (kind === 'refund_requested') toOrder(payment.refundRequested());
    else inventory.ended(kind === 'confirmed');
    if (kind === 'cancelled') payment.cancelled();
  };

  const deliver = async (message: Message, record: Recorder): Promise<void> => {
    if (message.to === 'order') seen(await record(message.fact));
    else if (message.to === 'inventory') toOrder(inventory.created(message.fingerprint));
    else hear(message.told);
  };

  const next = (): Message | undefined => {
    const choice = choices.shift() ?? 0;
    const index = choice % Math.max(1, log.waiting.length);
    // Some deliveries are not acknowledged: the message comes again.
    const again = (choice >> 8) % 3 === 1;
    return again ? log.waiting[index] : log.waiting.splice(index, 1)[0];
  };

  const settle = async (): Promise<void> => {
    while (log.waiting.length > 0) {
      const together = recorders.flatMap((record) => {
        const message = next();
        return message ? [deliver(message, record)] : [];
      });
      await Promise.all(together);
    }
  };

  const deadline: Message = { to: 'order', fact: { kind: 'deadline_passed', at: clock(4) } };
  const bodies = life.otherBody ? [firstBody, otherBody] : [firstBody];
  bodies.forEach((created, i) => {
    log.publish(`created ${i}`, { to: 'order', fact: { kind: 'created', created } });
    log.publish(`created ${i} for inventory`, { to: 'inventory', fingerprint: created.fingerprint });
  });
  if (life.cancelled) {
    log.publish('cancel', { to: 'order', fact: { kind: 'cancel_requested', at: clock(2) } });
  }
  if (life.earlyDeadline) log.publish('deadline', deadline);
  await settle();
  log.publish('deadline', deadline);
  await settle();

  const outcome = last?.decision?.outcome;
  if (outcome === undefined) faults.push('the order has no end');
  if (log.endings().length !== 1) faults.push(`it ended as ${log.endings().join(' and ')}`);
  if (payment.net !== (outcome === 'confirmed' ? 1 : 0))
    faults.push(`${outcome}, and the net capture is ${payment.net}`);
  if (inventory.state === 'reserved') faults.push(`${outcome}, and the stock is still reserved`);
  if ((inventory.state === 'sold') !== (outcome === 'confirmed')) faults.push(`${outcome}: stock ${inventory.state}`);
  return faults;
};

const countOf = (facts: Facts): number => Object.values(facts).filter((fact) => fact !== undefined).length;
