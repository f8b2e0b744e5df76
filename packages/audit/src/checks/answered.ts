import { type Check, found } from '../violation.ts';
import type { ClientRequest, OrderRow } from '../witnesses.ts';

/** Of any kind of request. */
export const isAccepted = ({ status }: ClientRequest): boolean => status !== null && status >= 200 && status < 300;
/** No answer, and every 5xx, leaves open whether there is an order. */
const isUnknown = ({ status }: ClientRequest): boolean => status === null || status >= 500;

/** Requests that must have led to one order at most: those of a customer with one key. */
const wishes = (history: readonly ClientRequest[]): ReadonlyMap<string, readonly ClientRequest[]> => {
  const byWish = new Map<string, ClientRequest[]>();
  for (const [index, request] of history.entries()) {
    if (request.kind !== 'post') continue;
    const wish = request.key === null ? `#${index}` : JSON.stringify([request.customerId, request.key]);
    const same = byWish.get(wish);
    if (same) same.push(request);
    else byWish.set(wish, [request]);
  }
  return byWish;
};

const ofCustomers = (orders: ReadonlyMap<string, OrderRow>): ReadonlyMap<string, readonly string[]> => {
  const byCustomer = new Map<string, string[]>();
  for (const { orderId, customerId } of orders.values()) {
    if (customerId === null) continue;
    const same = byCustomer.get(customerId);
    if (same) same.push(orderId);
    else byCustomer.set(customerId, [orderId]);
  }
  return byCustomer;
};

/** Requests in the evidence of one violation. */
const mostShown = 10;

/** A key is one order; who was refused has none, who was told nothing has none or one. */
export const answered: Check = {
  name: 'answered',
  promise: 'a key is one order, an unknown answer none or one, a refusal none',
  *find({ history, orders }) {
    if (!history) return;
    const known = new Set<string>();
    const owners = new Map<string, string>();
    const unknowns = new Map<string, number>();
    for (const [wish, requests] of wishes(history)) {
      const [first] = requests;
      if (!first) continue;
      const { customerId, key } = first;
      const asked = requests.slice(0, mostShown);
      const answers = requests.filter(isAccepted);
      const ids = new Set(answers.flatMap(({ orderId }) => orderId ?? []));
      const evidence = { key, orderIds: [...ids], requests: asked };
      if (ids.size > 1) yield found(`key ${key} of ${customerId} led to ${ids.size} orders`, evidence);
      if (new Set(answers.map(({ fingerprint }) => fingerprint)).size > 1) {
        const conflicts = [...ids].every((id) => orders.get(id)?.decisionReason === 'conflicting_duplicate');
        if (!conflicts) yield found(`key ${key} of ${customerId} was accepted with two bodies`, evidence);
      }
      for (const id of ids) {
        if ((owners.get(id) ?? wish) !== wish)
          yield found(`two keys were given order ${id}`, { ...evidence, orderId: id });
        owners.set(id, wish);
        known.add(id);
      }
      if (ids.size === 0 && requests.some(isUnknown)) unknowns.set(customerId, (unknowns.get(customerId) ?? 0) + 1);
    }
    const rows = ofCustomers(orders);
    for (const customerId of new Set(history.map((request) => request.customerId))) {
      const others = (rows.get(customerId) ?? []).filter((id) => !known.has(id));
      const allowed = unknowns.get(customerId) ?? 0;
      if (others.length > allowed) {
        const message = `${customerId} has ${others.length} orders nobody was told of, and ${allowed} unknown answers`;
        const requests = history.filter(
          (one) => one.kind === 'post' && one.customerId === customerId && !isAccepted(one),
        );
        yield found(message, { customerId, orderIds: others, requests: requests.slice(0, mostShown) });
      }
    }
  },
};
