import type { NatsConnection, Subscription } from '@nats-io/transport-node';
import { services } from '@orderflow/contracts';
import type { OrderChanges } from '../../application/ports.ts';

/** What is published after an order has changed. The subjects are those of the stream: any subscriber hears them. */
const heard = services.order.hears;

export interface OrderChangesOptions {
  /** How often whoever watches is told to look for himself: a change that was not heard is found this late. Default 1000. */
  readonly lookAnywayMs?: number;
}

export interface OrderChangesHearer extends OrderChanges {
  stop(): void;
}

/**
 * Listens outside JetStream, to every replica's events, and only while someone watches. Messages can get lost on this
 * way, so a tick each second covers for them.
 */
export const createOrderChanges = (
  connection: () => NatsConnection | undefined,
  { lookAnywayMs = 1_000 }: OrderChangesOptions = {},
): OrderChangesHearer => {
  const watchers = new Map<string, Set<() => void>>();
  let subscriptions: Subscription[] = [];
  let tick: NodeJS.Timeout | undefined;

  const tell = (orderId: string): void => {
    for (const onChange of watchers.get(orderId) ?? []) onChange();
  };

  const listen = (): void => {
    tick = setInterval(() => {
      for (const orderId of watchers.keys()) tell(orderId);
    }, lookAnywayMs);
    subscriptions = heard.flatMap(
      (subject) =>
        connection()?.subscribe(subject, {
          callback: (error, message) => {
            // `<order id>:<type>`: nothing has to be decoded for it.
            const [orderId] = error ? [] : (message.headers?.get('Nats-Msg-Id') ?? '').split(':');
            if (orderId) tell(orderId);
          },
        }) ?? [],
    );
  };

  const fallSilent = (): void => {
    clearInterval(tick);
    for (const subscription of subscriptions) subscription.unsubscribe();
    subscriptions = [];
  };

  return {
    watch: (orderId, onChange) => {
      if (watchers.size === 0) listen();
      const ofOrder = watchers.get(orderId) ?? new Set();
      watchers.set(orderId, ofOrder.add(onChange));
      return () => {
        if (!ofOrder.delete(onChange) || ofOrder.size > 0) return;
        watchers.delete(orderId);
        if (watchers.size === 0) fallSilent();
      };
    },
    stop: () => {
      watchers.clear();
      fallSilent();
    },
  };
};
