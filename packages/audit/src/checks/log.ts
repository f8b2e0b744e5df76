import { type Check, found } from '../violation.ts';
import type { ClientRequest, StreamState, Witnesses } from '../witnesses.ts';
import { isAccepted } from './answered.ts';

const ordersStream = 'ORDERS';

/** Of `Location: /orders/<id>?at=<position>`. */
const positionIn = ({ location = '' }: ClientRequest): number | undefined => {
  const { position } = /[?&]at=(?<position>\d+)/.exec(location)?.groups ?? {};
  return position === undefined ? undefined : Number(position);
};

function* madeAnew(streams: readonly StreamState[], first: ClientRequest) {
  for (const { stream, createdAt } of streams) {
    if (createdAt <= first.endedAt) continue;
    const evidence = { stream, createdAt: new Date(createdAt).toISOString(), requests: [first] };
    yield found(`${stream} is younger than the first order that was accepted: it was made anew`, evidence);
  }
}

function* atItsPlace(request: ClientRequest, orders: StreamState, witnesses: Witnesses) {
  const { orderId = '', endedAt } = request;
  const { messages, firstOrdersSequence, lookedAt } = witnesses;
  const position = positionIn(request);
  if (position === undefined) return;
  const evidence = { orderId, position, first: firstOrdersSequence, last: orders.lastSequence, requests: [request] };
  if (position > orders.lastSequence) {
    yield found(`order ${orderId} was put at #${position} of ORDERS, which ends at #${orders.lastSequence}`, evidence);
  } else if (position < firstOrdersSequence) {
    // What has grown too old has left the log by right.
    if (lookedAt - endedAt >= orders.maxAgeMs) return;
    yield found(`order ${orderId} at #${position} is gone from ORDERS before its time`, evidence);
  } else if (!messages.get(orderId)?.['orders.created']?.includes(position)) {
    yield found(`order ${orderId} is not at #${position} of ORDERS`, evidence);
  }
}

/** A stream that was lost or made anew cannot have what was accepted into it. */
export const log: Check = {
  name: 'log',
  promise: 'every order that was accepted is in the log, at the place that its client was told',
  judges: 'all',
  *find(witnesses) {
    const { history = [], streams } = witnesses;
    const orders = streams.find(({ stream }) => stream === ordersStream);
    let first: ClientRequest | undefined;
    const told = new Set<string>();
    for (const request of history) {
      if (request.kind !== 'post' || !isAccepted(request)) continue;
      if (!first || request.endedAt < first.endedAt) first = request;
      const place = `${request.orderId} ${request.location}`;
      if (told.has(place) || !orders) continue;
      told.add(place);
      yield* atItsPlace(request, orders, witnesses);
    }
    if (first) yield* madeAnew(streams, first);
  },
};
