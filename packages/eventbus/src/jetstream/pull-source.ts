import { type Msg, type NatsConnection, nanos, type Subscription } from '@nats-io/nats-core';
import type { Delivery, DeliverySource } from '../engine/delivery.ts';
import type { DurableName } from '../ports.ts';
import type { Cork } from './cork.ts';
import { newInbox } from './inbox.ts';
import { JetStreamDelivery, parseAckSubject, type Settle } from './jetstream-delivery.ts';
import type { Link } from './link.ts';

export interface PullSourceOptions {
  readonly connection: NatsConnection;
  readonly link: Link;
  readonly cork: Cork;
  readonly stream: string;
  readonly durable: DurableName;
  readonly deliver: (delivery: Delivery) => void;
  /** The server said, or it looks as if, the durable does not exist. May be called often. */
  readonly onGone: () => void;
  /** How long the server keeps a request that it cannot fulfil. Default 30 000. */
  readonly expiresMs?: number;
  /** The server says so often that a request still stands; at most half of `expiresMs`. Default 5 000. */
  readonly heartbeatMs?: number;
}

export interface PullSource extends DeliverySource {
  /** Deliveries that the server may send at this moment. */
  readonly openCredit: number;
  /** Deliveries handed over so far. */
  readonly delivered: number;
  /** Asks anew for everything: what was asked for before is taken for lost. */
  restart(): void;
}

/** Pull requests that go to one inbox. A lost or withdrawn generation is replaced as a whole. */
interface Generation {
  readonly inbox: string;
  readonly subscription: Subscription;
  /** Asked for and neither delivered nor given back. */
  open: number;
  heardMs: number;
}

const firstRetryMs = 200;
const lastRetryMs = 2_000;
const stopWithinMs = 2_000;

const pendingOf = (message: Msg): number | undefined => {
  const value = message.headers?.get('Nats-Pending-Messages');
  return value === undefined || value === '' ? undefined : Number(value);
};

/**
 * Reads a durable with pull requests of its own: the credit that is asked for is the batch, so that never more is
 * under way than was asked for, and a message costs one callback.
 */
export const createPullSource = (options: PullSourceOptions): PullSource => {
  const { connection, link, cork, stream, durable, deliver, onGone } = options;
  const { expiresMs = 30_000, heartbeatMs = 5_000 } = options;
  const silenceMs = 2 * heartbeatMs + 1_000;
  const requestSubject = `$JS.API.CONSUMER.MSG.NEXT.${stream}.${durable}`;
  let credit = 0;
  let delivered = 0;
  let stopped = false;
  let current: Generation | undefined;
  let replacing: Promise<void> | undefined;
  let retryMs = firstRetryMs;
  let retryTimer: NodeJS.Timeout | undefined;

  const settle: Settle = (subject, data, final) => {
    // Not alone: nobody waits for a settlement, so it may wait for company.
    cork.send({ subject, data, keep: final }, false);
  };

  const open = (): Generation => {
    const inbox = newInbox(connection);
    const subscription = connection.subscribe(inbox, {
      callback: (error, message) => {
        if (error === null) receive(generation, message);
      },
    });
    const generation: Generation = { inbox, subscription, open: 0, heardMs: performance.now() };
    return generation;
  };

  const ask = (): void => {
    if (stopped || replacing || retryTimer || credit === 0 || !link.connected) return;
    current ??= open();
    const missing = credit - current.open;
    // Few requests of many messages: what is on its way keeps the handlers busy meanwhile.
    if (missing <= 0 || (current.open > 0 && missing * 4 < credit)) return;
    const request = { batch: missing, expires: nanos(expiresMs), idle_heartbeat: nanos(heartbeatMs) };
    const alone = current.open === 0;
    current.open += missing;
    if (alone) current.heardMs = performance.now();
    cork.send({ subject: requestSubject, reply: current.inbox, data: Buffer.from(JSON.stringify(request)) }, alone);
  };

  const askLater = (): void => {
    retryTimer ??= setTimeout(() => {
      retryTimer = undefined;
      ask();
    }, retryMs);
    retryMs = Math.min(retryMs * 2, lastRetryMs);
  };

  const receive = (generation: Generation, message: Msg): void => {
    generation.heardMs = performance.now();
    if (message.subject === generation.inbox) {
      receiveStatus(generation, message);
      return;
    }
    const ackSubject = message.reply ?? '';
    const position = parseAckSubject(ackSubject);
    if (position === undefined) return;
    retryMs = firstRetryMs;
    delivered += 1;
    generation.open = Math.max(0, generation.open - 1);
    credit = Math.max(0, credit - 1);
    deliver(new JetStreamDelivery(durable, message, ackSubject, position, settle));
  };

  const receiveStatus = (generation: Generation, message: Msg): void => {
    const { code = 0, description = '' } = message.headers ?? {};
    if (code === 100) return;
    const returned = pendingOf(message);
    generation.open = returned === undefined ? 0 : Math.max(0, generation.open - returned);
    if (generation !== current) return;
    switch (code) {
      // Its time is up; what it did not deliver is asked for again.
      case 404:
      case 408:
        ask();
        break;
      default:
        // 503: no server leads the durable, or there is none. 409: it is deleted, or its leader goes.
        if (code === 503 || /deleted/i.test(description)) onGone();
        askLater();
        // Which other requests still stand is not known.
        replace();
    }
  };

  /** Ends the requests of a generation. What is already on its way is handed over before the promise resolves. */
  const end = async (generation: Generation): Promise<void> => {
    try {
      await generation.subscription.drain();
    } catch {
      // No connection: nothing can come any more.
    }
  };

  const replace = (): void => {
    const old = current;
    current = undefined;
    if (old === undefined) return;
    const ended = end(old).then(() => {
      if (replacing !== ended) return;
      replacing = undefined;
      ask();
    });
    replacing = ended;
  };

  const restart = (): void => {
    if (stopped) return;
    clearTimeout(retryTimer);
    retryTimer = undefined;
    retryMs = firstRetryMs;
    if (current) replace();
    else ask();
  };

  const listening = setInterval(() => {
    if (!link.connected || current === undefined || current.open === 0) return;
    if (performance.now() - current.heardMs > silenceMs) restart();
  }, heartbeatMs);
  listening.unref();

  const unwatch = link.onChange((connected) => {
    if (connected) restart();
  });

  return {
    get openCredit() {
      return link.connected ? (current?.open ?? 0) : 0;
    },
    get delivered() {
      return delivered;
    },
    request: (count) => {
      credit += count;
      ask();
    },
    pause: () => {
      credit = 0;
      if (current && current.open > 0) replace();
    },
    stop: async () => {
      stopped = true;
      clearInterval(listening);
      clearTimeout(retryTimer);
      unwatch();
      const last = current;
      current = undefined;
      const ending = [replacing, last && end(last)];
      if (!link.connected) {
        last?.subscription.unsubscribe();
        return;
      }
      const limit = Promise.withResolvers<void>();
      const timer = setTimeout(limit.resolve, stopWithinMs);
      await Promise.race([Promise.all(ending), limit.promise]);
      clearTimeout(timer);
      if (!connection.isClosed()) last?.subscription.unsubscribe();
    },
    restart,
  };
};
