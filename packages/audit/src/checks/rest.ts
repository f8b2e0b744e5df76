import { inFlight } from '../in-flight.ts';
import { type Check, found } from '../violation.ts';

export const rest: Check = {
  name: 'rest',
  promise: 'nothing is pending, unacked or still to be done',
  judges: 'all',
  *find(witnesses) {
    const { durables, orders, payments } = witnesses;
    for (const { durable, stream, pending, unacked, missing } of durables) {
      if (missing) yield found(`${durable} does not exist: nobody reads its messages`, { durable, stream });
      if (pending + unacked === 0) continue;
      const evidence = { durable, stream, pending, unacked };
      yield found(`${durable} is not at rest: ${pending} pending, ${unacked} unacked`, evidence);
    }
    for (const orderId of inFlight(witnesses)) {
      const order = orders.get(orderId);
      const payment = payments.get(orderId);
      const { decision = null, createdAt = null } = order ?? {};
      const evidence = { orderId, decision, createdAt, outcome: payment?.outcome ?? null };
      if (payment?.due) yield found(`the payment of order ${orderId} is still due`, evidence);
      else if (decision === null) yield found(`order ${orderId} is on its way`, evidence);
      else if (order?.due) yield found(`order ${orderId} has ended and is still due`, evidence);
      else yield found(`order ${orderId} has ended, and not all its messages are settled`, evidence);
    }
  },
};

/** The sweeper has had its turn twice by then, and what it published its time. As in the metric `orders_stuck`. */
const stuckAfterMs = 60_000;

/** Holds of a system that is not at rest as well. */
export const stuck: Check = {
  name: 'stuck',
  promise: 'no order is undecided long after its deadline',
  judges: 'all',
  *find({ orders }) {
    for (const { orderId, decision, createdAt, due, sinceDeadlineMs } of orders.values()) {
      if (decision !== null || sinceDeadlineMs <= stuckAfterMs) continue;
      const seconds = Math.round(sinceDeadlineMs / 1_000);
      const what = createdAt === null ? 'has facts and nobody created it' : 'has not ended';
      yield found(`order ${orderId} ${what}, ${seconds} s past its deadline`, { orderId, createdAt, due, seconds });
    }
  },
};

export const explained: Check = {
  name: 'dead letters',
  promise: 'each dead letter is accounted for',
  *find({ deadLetters, acknowledged }) {
    for (const { sequence, durable, messageId, code, reason } of deadLetters) {
      if (acknowledged.has(sequence) || acknowledged.has(messageId)) continue;
      yield found(`dead letter #${sequence} of ${durable} is unexplained: ${code}: ${reason}`, { sequence, messageId });
    }
  },
};
