import { type Check, found } from '../violation.ts';

export const rest: Check = {
  name: 'rest',
  promise: 'nothing is pending, unacked or still to be done',
  *find({ durables, orders, payments }) {
    for (const { durable, stream, pending, unacked, missing } of durables) {
      if (missing) yield found(`${durable} does not exist: nobody reads its messages`, { durable, stream });
      if (pending + unacked === 0) continue;
      yield found(`${durable} is not at rest: ${pending} pending, ${unacked} unacked`, { durable, stream });
    }
    for (const { orderId, due, decision } of orders.values()) {
      if (due && decision !== null) yield found(`order ${orderId} has ended and is still due`, { orderId, decision });
    }
    for (const { orderId, due, outcome } of payments.values()) {
      if (due) yield found(`the payment of order ${orderId} is still due`, { orderId, outcome });
    }
  },
};

/** The sweeper has had its turn twice by then, and what it published its time. As in the metric `orders_stuck`. */
const stuckAfterMs = 60_000;

/** Holds of a system that is not at rest as well. */
export const stuck: Check = {
  name: 'stuck',
  promise: 'no order is undecided long after its deadline',
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
      if (acknowledged.has(sequence)) continue;
      yield found(`dead letter #${sequence} of ${durable} is unexplained: ${code}: ${reason}`, { sequence, messageId });
    }
  },
};
