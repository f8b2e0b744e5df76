import { applyChange, type Change, newPayment, type Payment } from '../domain/change.ts';
import { decide, type Step } from '../domain/decide.ts';
import { implied } from '../domain/implied.ts';
import { paymentOf, type Retold } from '../domain/retell.ts';
import { type Fate, ModelProvider, type Reply } from './model-provider.spec.ts';

export const orderId = '0190d3c1-0000-7000-8000-000000000001';
const hourMs = 3_600_000;
const keyWindowMs = 23 * hourMs;
const leaseMs = 30_000;

const messages = {
  requested: {
    orderId,
    kind: 'requested',
    amount: { amount: 1999, currency: 'EUR' },
    token: 'tok_visa',
    at: new Date(1000),
    key: 'key-1',
  },
  cancelled: { orderId, kind: 'cancelled', at: new Date(2000) },
  refund_requested: { orderId, kind: 'refund_requested', at: new Date(3000) },
} as const satisfies Record<string, Change>;
export type MessageName = keyof typeof messages;

/** One execution of the use case: it goes on from what it last read, whatever the others do meanwhile. */
interface Worker {
  readonly cause: MessageName | 'row';
  seen: Payment;
  /** What it learned from the provider and has not noted yet. */
  learned?: Change;
}

/**
 * One payment, any number of replicas working on it, a log that repeats and shuffles, a treacherous provider, crashes
 * between any two steps. Each act is one step of one of them.
 */
export class PaymentWorld {
  payment: Payment = newPayment(orderId);
  nowMs = 1_000_000;
  readonly provider: ModelProvider;
  readonly workers: Worker[] = [];
  unacked: MessageName[] = [];
  readonly published = new Set<string>();

  constructor(declines: boolean) {
    this.provider = new ModelProvider(declines);
  }

  get clock() {
    return { now: new Date(this.nowMs), keyWindowMs };
  }

  note(change: Change): Payment {
    const before = Object.entries(this.payment.facts);
    this.payment = applyChange(this.payment, change, this.clock);
    const after = new Map(Object.entries(this.payment.facts));
    for (const [fact, value] of before) {
      if (after.get(fact) !== value) throw new Error(`the fact ${fact} was overwritten`);
    }
    return this.payment;
  }

  deliver(name: MessageName): void {
    const seen = this.note(messages[name]);
    this.workers.push({ cause: name, seen });
  }

  sweep(): void {
    const { work } = this.payment;
    if (work.dueAt === undefined || work.dueAt.getTime() > this.nowMs) return;
    const dueAt = new Date(this.nowMs + leaseMs);
    this.payment = { ...this.payment, work: { ...work, dueAt, leased: true } };
    this.workers.push({ cause: 'row', seen: this.payment });
  }

  /** The process of a worker dies: a message comes again, a row falls due. */
  crash(worker: Worker): void {
    this.workers.splice(this.workers.indexOf(worker), 1);
    if (worker.cause !== 'row') this.unacked.push(worker.cause);
  }

  advance(worker: Worker, fate: Fate): void {
    if (worker.learned) {
      worker.seen = this.note(worker.learned);
      const parked = worker.learned.kind === 'failed';
      delete worker.learned;
      if (parked) this.finish(worker);
      return;
    }
    const parked = worker.cause !== 'row' && worker.seen.work.dueAt !== undefined;
    const step = parked ? ({ kind: 'none' } as const) : decide(worker.seen.facts, this.clock);
    if (step.kind === 'none') this.finish(worker);
    else worker.learned = this.call(worker.seen, step, fate);
  }

  finish(worker: Worker): void {
    const { processed, refunded } = implied(worker.seen.facts);
    if (processed) this.published.add('processed');
    if (refunded) this.published.add('refunded');
    if (worker.cause === 'row') {
      this.note({ orderId, kind: 'settled', processed: processed !== undefined, refunded: refunded !== undefined });
    }
    this.workers.splice(this.workers.indexOf(worker), 1);
  }

  call(seen: Payment, step: Exclude<Step, { kind: 'none' }>, fate: Fate): Change {
    const key = seen.facts.attempt?.key ?? '';
    const change = this.changeOf(this.reply(step, key, fate));
    return change ?? { orderId, kind: 'failed', reason: 'undecided', delayMs: (failures) => failures * 1000 };
  }

  reply(step: Exclude<Step, { kind: 'none' }>, key: string, fate: Fate): Reply {
    const { provider, nowMs } = this;
    switch (step.kind) {
      case 'open':
        return provider.open(key, fate, nowMs);
      case 'recover': {
        const found = provider.search(fate);
        if (found.kind !== 'none') return found;
        if (step.orElse === 'open') return provider.open(key, fate, nowMs);
        return step.orElse === 'wait' ? { kind: 'lost' } : { kind: 'declined', reason: 'withdrawn' };
      }
      case 'charge':
        return provider.charge(step.intentId, key, fate, nowMs);
      case 'look_up': {
        const found = provider.find(step.intentId, fate);
        return found.kind === 'open' ? provider.withdraw(step.intentId, fate) : found;
      }
      case 'withdraw':
        return provider.withdraw(step.intentId, fate);
      case 'refund':
        return provider.refund(step.intentId, key, fate, nowMs);
      default:
        return step satisfies never;
    }
  }

  changeOf(reply: Reply): Change | undefined {
    switch (reply.kind) {
      case 'opened':
        return { orderId, kind: 'opened', intentId: reply.intentId };
      case 'approved':
        return { orderId, kind: 'approved' };
      case 'declined':
        return { orderId, kind: 'declined', reason: reply.reason };
      case 'refunded':
        return { orderId, kind: 'refunded', refundId: reply.refundId };
      default:
        return undefined;
    }
  }

  /** The database is lost with every process on it, and the row made anew from what was published. */
  lose(): void {
    for (const worker of [...this.workers]) this.crash(worker);
    const { requested, cancelledAt, refundRequestedAt, ...rest } = this.payment.facts;
    const told: Retold = {
      orderId,
      // What was delivered is in the log.
      ...(requested && { requested }),
      ...(cancelledAt && { cancelledAt }),
      ...(refundRequestedAt && { refundRequestedAt }),
      ...(this.published.has('processed') && { outcome: rest.outcome, intentId: rest.intentId }),
      ...(this.published.has('refunded') && { refund: rest.refund }),
    } as Retold;
    this.payment = paymentOf(told, new Date(this.nowMs));
  }

  /** The outage is over and nothing crashes any more: everything comes to its end. */
  settle(): void {
    for (let round = 0; round < 200; round += 1) {
      for (const name of this.unacked.splice(0)) this.deliver(name);
      for (const worker of [...this.workers]) this.advance(worker, 'answered');
      this.nowMs += leaseMs;
      this.sweep();
      const idle = this.workers.length === 0 && this.unacked.length === 0 && this.payment.work.dueAt === undefined;
      if (idle) return;
      // What landed late frees its key.
      if (round > 100) this.provider.land();
    }
    throw new Error(`not settled: ${JSON.stringify({ payment: this.payment, workers: this.workers })}`);
  }
}
