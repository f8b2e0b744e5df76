import type { Clock } from '../engine/clock.ts';
import type { Delivery, DeliverySource } from '../engine/delivery.ts';
import type { DurableDefinition } from '../ports.ts';
import { headerOf, type MemoryStream, matches, type StoredMessage } from './memory-stream.ts';

/** A message that was delivered and not settled, or waits to be delivered again. */
interface Unsettled {
  readonly message: StoredMessage;
  deliveries: number;
  /** Ends the wait for a settlement, or the delay of a nak. */
  cancel: () => void;
  /** May be delivered now. */
  due: boolean;
}

interface Reader {
  credit: number;
  readonly deliver: (delivery: Delivery) => void;
}

/** A durable: gives each message of its stream to one reader, and again when it is not settled in time. */
export interface MemoryDurable {
  readonly definition: DurableDefinition;
  /** Stored and never delivered. */
  pending(): number;
  unsettled(): number;
  /** Everything up to here is settled. */
  floor(): number;
  open(deliver: (delivery: Delivery) => void): DeliverySource;
  /** Something was stored, or the server is back. */
  wake(): void;
  /** The durable is gone: readers get nothing any more, timers end. */
  end(): void;
}

export interface MemoryDurableOptions {
  readonly definition: DurableDefinition;
  readonly stream: MemoryStream;
  readonly clock: Clock;
  /** False while the server is away: nothing is delivered, and settlements are lost. */
  readonly isUp: () => boolean;
  /** Everything up to this position counts as settled. */
  readonly after: number;
}

export const createMemoryDurable = (options: MemoryDurableOptions): MemoryDurable => {
  const { definition, stream, clock, isUp } = options;
  const readers = new Set<Reader>();
  const unsettled = new Map<number, Unsettled>();
  let delivered = options.after;
  let ended = false;
  let waking = false;

  const isForUs = ({ subject }: StoredMessage): boolean =>
    definition.subjects.some((pattern) => matches(pattern, subject));

  const makeDue = (one: Unsettled): void => {
    one.due = true;
    wake();
  };

  const deliveryOf = (one: Unsettled): Delivery => {
    const { message } = one;
    const ours = one.deliveries;
    // A settlement of an older delivery, after the message was given to someone else, is too late.
    const ifCurrent = (act: () => void) => () => {
      if (!ended && isUp() && !one.due && unsettled.get(message.sequence) === one && one.deliveries === ours) act();
    };
    const forget = ifCurrent(() => {
      one.cancel();
      unsettled.delete(message.sequence);
      wake();
    });
    return {
      durable: definition.name,
      stream: definition.stream,
      subject: message.subject,
      sequence: message.sequence,
      delivery: ours,
      storedAt: new Date(message.storedAtMs),
      data: message.data,
      header: (name) => headerOf(message.headers, name),
      headers: () => message.headers,
      ack: forget,
      term: forget,
      nak: (delayMs) =>
        ifCurrent(() => {
          one.cancel();
          one.cancel = clock.after(delayMs, () => makeDue(one));
        })(),
      working: ifCurrent(() => startClock(one)),
    };
  };

  const startClock = (one: Unsettled): void => {
    one.cancel();
    one.cancel = clock.after(definition.ackWaitMs, () => makeDue(one));
  };

  const take = (): Unsettled | undefined => {
    for (const one of unsettled.values()) if (one.due) return one;
    if (unsettled.size >= definition.maxAckPending) return undefined;
    while (delivered < stream.messages.length) {
      const message = stream.messages[delivered];
      delivered += 1;
      if (message === undefined || !isForUs(message)) continue;
      const fresh = { message, deliveries: 0, cancel: () => undefined, due: true };
      unsettled.set(message.sequence, fresh);
      return fresh;
    }
    return undefined;
  };

  const handOut = (): void => {
    waking = false;
    if (ended || !isUp()) return;
    for (;;) {
      const reader = [...readers].find(({ credit }) => credit > 0);
      const one = reader && take();
      if (!reader || !one) return;
      reader.credit -= 1;
      one.deliveries += 1;
      one.due = false;
      startClock(one);
      reader.deliver(deliveryOf(one));
    }
  };

  /** Never inside of a call of the reader's: deliveries come on their own, as from a socket. */
  const wake = (): void => {
    if (waking || ended) return;
    waking = true;
    queueMicrotask(handOut);
  };

  return {
    definition,
    pending: () => stream.messages.slice(delivered).filter(isForUs).length,
    unsettled: () => unsettled.size,
    floor: () => Math.min(delivered, ...[...unsettled.keys()].map((sequence) => sequence - 1)),
    open: (deliver) => {
      const reader: Reader = { credit: 0, deliver };
      readers.add(reader);
      return {
        request: (count) => {
          reader.credit += count;
          wake();
        },
        pause: () => {
          reader.credit = 0;
        },
        stop: async () => {
          readers.delete(reader);
        },
      };
    },
    wake,
    end: () => {
      ended = true;
      for (const one of unsettled.values()) one.cancel();
    },
  };
};
