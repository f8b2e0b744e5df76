import { type Check, found } from '../violation.ts';
import type { ClientRequest, Decision, OrderStatus, Witnesses } from '../witnesses.ts';
import { isAccepted } from './answered.ts';

/** What may be seen after a status. */
const legalNext: Readonly<Record<OrderStatus, readonly OrderStatus[]>> = {
  PENDING: ['PENDING', 'RESERVED', 'CONFIRMED', 'CANCELLED', 'REJECTED'],
  RESERVED: ['RESERVED', 'CONFIRMED', 'CANCELLED'],
  CONFIRMED: ['CONFIRMED'],
  CANCELLED: ['CANCELLED'],
  REJECTED: ['REJECTED'],
};

const ended: Readonly<Record<Decision, OrderStatus>> = {
  confirmed: 'CONFIRMED',
  cancelled: 'CANCELLED',
  rejected: 'REJECTED',
};

const isEnd = (status: OrderStatus): boolean => legalNext[status].length === 1;
const mayFollow = (before: OrderStatus, after: OrderStatus): boolean => legalNext[before].includes(after);
const hasPosition = ({ location = '' }: ClientRequest): boolean => location.includes('at=');

/** Requests by the order that they are about, as they began. */
const byOrder = (history: readonly ClientRequest[]): ReadonlyMap<string, ClientRequest[]> => {
  const orders = new Map<string, ClientRequest[]>();
  for (const request of history) {
    if (request.orderId === undefined) continue;
    const same = orders.get(request.orderId);
    if (same) same.push(request);
    else orders.set(request.orderId, [request]);
  }
  for (const requests of orders.values()) requests.sort((a, b) => a.startedAt - b.startedAt);
  return orders;
};

function* inOneAnswer(orderId: string, request: ClientRequest) {
  const { kind, status, seen } = request;
  for (const [index, status] of seen.entries()) {
    const before = seen[index - 1];
    if (before !== undefined && !mayFollow(before, status)) {
      yield found(`order ${orderId} was told to go from ${before} to ${status}`, { orderId, requests: [request] });
    }
  }
  const last = seen.at(-1);
  if (kind === 'post' && status === 200 && (last === undefined || !isEnd(last))) {
    yield found(`order ${orderId} was answered 200 before its end`, { orderId, requests: [request] });
  }
}

/** What an earlier answer, complete before this request began, makes impossible. */
function* afterOthers(orderId: string, request: ClientRequest, earlier: readonly ClientRequest[]) {
  const [first] = request.seen;
  const ahead = earlier.find(({ seen }) => {
    const last = seen.at(-1);
    return first !== undefined && last !== undefined && !mayFollow(last, first);
  });
  if (ahead) {
    const requests = [ahead, request];
    yield found(`order ${orderId} went back from ${ahead.seen.at(-1)} to ${first}`, { orderId, requests });
  }
  if (request.kind === 'post') return;
  const known = earlier.find(
    (one) => isAccepted(one) && (hasPosition(request) || (one.kind !== 'post' && one.seen.length > 0)),
  );
  if (known && request.status === 404) {
    yield found(`order ${orderId} was not found after it had been`, { orderId, requests: [known, request] });
  }
  if (known && request.status === 400 && hasPosition(request)) {
    yield found(`order ${orderId} lies beyond the end of the log`, { orderId, requests: [known, request] });
  }
}

/** By the row: what was seen as the end is the end. */
function* againstEnd(orderId: string, requests: readonly ClientRequest[], { orders }: Witnesses) {
  const decision = orders.get(orderId)?.decision ?? null;
  for (const request of requests) {
    const wrong = request.seen.find((status) =>
      decision === null ? isEnd(status) : !mayFollow(status, ended[decision]),
    );
    if (wrong === undefined) continue;
    yield found(`order ${orderId} was seen ${wrong} and is ${decision ?? 'open'}`, { orderId, requests: [request] });
    return;
  }
}

/** More requests for one order than this are not compared each with each. */
const mostCompared = 500;

/** What was seen of an order only ever goes forward, and its end is its end for everybody. */
export const observed: Check = {
  name: 'observed',
  promise: 'no answer went back behind an earlier one, and an end that was seen is the end',
  judges: 'all',
  *find(witnesses) {
    for (const [orderId, requests] of byOrder(witnesses.history ?? [])) {
      for (const [index, request] of requests.entries()) {
        yield* inOneAnswer(orderId, request);
        const before = requests.slice(Math.max(0, index - mostCompared), index);
        yield* afterOthers(
          orderId,
          request,
          before.filter(({ endedAt }) => endedAt < request.startedAt),
        );
      }
      yield* againstEnd(orderId, requests, witnesses);
    }
  },
};
