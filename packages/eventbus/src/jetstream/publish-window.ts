import type { Msg, NatsConnection } from '@nats-io/nats-core';
import { AppError } from '@orderflow/errors';
import { failpoint } from '@orderflow/failpoints';
import type { Lane, PubAck } from '../ports.ts';
import type { Cork } from './cork.ts';
import { createFifo, type Fifo } from './fifo.ts';
import { newInbox, userOf } from './inbox.ts';
import type { Link } from './link.ts';
import { parsePubAck } from './puback.ts';

/** One message on its way into the log. It may be submitted again after it failed; its identity stays the same. */
export interface Parcel {
  readonly subject: string;
  readonly id: string;
  readonly data: Uint8Array;
  /** The header block. */
  readonly headers: Uint8Array;
  readonly lane: Lane;
  /** Exactly one of the two is called for each submit; `failed` may be called before `submit` returns. */
  answered(ack: PubAck): void;
  failed(error: AppError): void;
  /** Kept by the window; `repeating` waits before the lanes, `waiting` in its lane. */
  state: 'idle' | 'repeating' | 'waiting' | 'sent';
  token: number;
  sinceMs: number;
}

export interface PublishWindowOptions {
  readonly connection: NatsConnection;
  readonly link: Link;
  readonly cork: Cork;
  readonly maxPending: number;
  readonly maxQueue: number;
  readonly timeoutMs: number;
  /** Told a few times a second while there is something to tell. */
  readonly onPending: (messages: number) => void;
}

/**
 * At most `maxPending` messages are published and not answered; behind them two queues. Answers come to one
 * subscription and are matched by the token at the end of their subject, so a message costs no subscription, no timer
 * and no promise of its own.
 */
export interface PublishWindow {
  /** One attempt. A repeat goes before everything that waits, and is never refused for lack of room. */
  submit(parcel: Parcel, repeat: boolean): void;
  /** Forgets the parcel without calling it back. It may have been stored. */
  withdraw(parcel: Parcel): void;
  /** Fails what is left and stops listening. */
  close(): void;
}

/** By lane: what is accepted of a client, and what completes an order. */
const beforePubAck: Readonly<Record<Lane, () => void>> = {
  accept: failpoint('accept.before_puback'),
  complete: failpoint('handler.before_puback'),
};

const unavailable = (reason: string): AppError => new AppError('LOG_UNAVAILABLE', reason, { retryAfterSeconds: 1 });

export const createPublishWindow = (options: PublishWindowOptions): PublishWindow => {
  const { connection, link, cork, maxPending, maxQueue, timeoutMs, onPending } = options;
  const inbox = newInbox(connection);
  const tokenStart = inbox.length + 1;
  const sent = new Map<number, Parcel>();
  const repeats = createFifo<Parcel>();
  const queues: Readonly<Record<Lane, Fifo<Parcel>>> = { accept: createFifo(), complete: createFifo() };
  const inOrder: readonly Fifo<Parcel>[] = [repeats, queues.complete, queues.accept];
  // Withdrawn parcels stay in their queue until their turn; this one does not count them.
  let acceptsWaiting = 0;
  let lastToken = 0;
  let sweeper: NodeJS.Timeout | undefined;
  let closed = false;

  const send = (parcel: Parcel): void => {
    lastToken += 1;
    parcel.state = 'sent';
    parcel.token = lastToken;
    parcel.sinceMs = performance.now();
    const alone = sent.size === 0;
    sent.set(lastToken, parcel);
    const { subject, data, headers } = parcel;
    cork.send({ subject, data, headers, reply: `${inbox}.${lastToken}` }, alone);
  };

  /** False: it was withdrawn meanwhile. */
  const leaveQueue = (parcel: Parcel): boolean => {
    const { state } = parcel;
    if (state === 'waiting' && parcel.lane === 'accept') acceptsWaiting -= 1;
    parcel.state = 'idle';
    return state !== 'idle';
  };

  const takeWaiting = (): Parcel | undefined => {
    for (const queue of inOrder) {
      for (let parcel = queue.shift(); parcel; parcel = queue.shift()) {
        if (leaveQueue(parcel)) return parcel;
      }
    }
    return undefined;
  };

  const pump = (): void => {
    while (link.connected && sent.size < maxPending) {
      const next = takeWaiting();
      if (next === undefined) return;
      send(next);
    }
  };

  const fail = (parcel: Parcel, error: AppError): void => {
    parcel.state = 'idle';
    parcel.failed(error);
  };

  const failSent = (reason: string, olderThanMs: number): void => {
    const limit = performance.now() - olderThanMs;
    for (const [token, parcel] of sent) {
      if (parcel.sinceMs > limit) break;
      sent.delete(token);
      fail(parcel, unavailable(reason));
    }
  };

  const failWaiting = (reason: string, olderThanMs: number): void => {
    const limit = performance.now() - olderThanMs;
    for (const queue of inOrder) {
      for (let parcel = queue.peek(); parcel && parcel.sinceMs <= limit; parcel = queue.peek()) {
        queue.shift();
        if (leaveQueue(parcel)) fail(parcel, unavailable(reason));
      }
    }
  };

  /** The server answers such a publish with an error of the connection, not of the message. */
  const failRefused = (subject: string): void => {
    const who = userOf(connection) ?? 'a client without a user';
    for (const [token, parcel] of sent) {
      if (parcel.subject !== subject) continue;
      sent.delete(token);
      fail(
        parcel,
        unavailable(`NATS does not allow ${who} to publish to ${subject}: its permissions have to be mended.`),
      );
    }
    pump();
  };

  const outOfReach = (): string | undefined => {
    if (closed) return 'The bus is closed.';
    if (link.closed) return 'The connection to the log is closed.';
    const awayMs = link.awayMs();
    return awayMs > timeoutMs ? `The log has been away for ${Math.round(awayMs / 1000)} s.` : undefined;
  };

  const sweep = (): void => {
    failSent(`The log did not answer within ${timeoutMs} ms; whether the message is stored is not known.`, timeoutMs);
    const reason = outOfReach();
    if (reason) failWaiting(reason, 0);
    else failWaiting(`The message waited ${timeoutMs} ms for room and was not sent.`, timeoutMs);
    pump();
    onPending(sent.size);
    if (sent.size + inOrder.reduce((sum, queue) => sum + queue.size, 0) === 0) {
      clearInterval(sweeper);
      sweeper = undefined;
    }
  };

  const receive = (message: Msg): void => {
    const token = Number(message.subject.slice(tokenStart));
    const parcel = sent.get(token);
    // An answer that comes after its time: the message is sent again, and the log says that it is a duplicate.
    if (parcel === undefined) return;
    beforePubAck[parcel.lane]();
    sent.delete(token);
    const answer = parsePubAck(message);
    if (answer instanceof AppError) {
      fail(parcel, answer);
    } else {
      parcel.state = 'idle';
      parcel.answered(answer);
    }
    pump();
  };

  const subscription = connection.subscribe(`${inbox}.*`, {
    callback: (error, message) => {
      if (error === null) receive(message);
    },
  });
  const unwatch = link.onChange((connected) => {
    if (connected) pump();
    else failSent('The connection was lost before the answer; whether the message is stored is not known.', 0);
  });

  const unwatchRefusals = link.onRefused(failRefused);

  return {
    submit: (parcel, repeat) => {
      const reason = outOfReach();
      if (reason) {
        fail(parcel, unavailable(reason));
        return;
      }
      sweeper ??= setInterval(sweep, Math.min(500, Math.max(20, timeoutMs / 10)));
      const queue = repeat ? repeats : queues[parcel.lane];
      if (link.connected && sent.size < maxPending && queue.size === 0) return send(parcel);
      if (queue === queues.accept) {
        if (acceptsWaiting >= maxQueue) {
          const error = new AppError('QUEUE_FULL', `${acceptsWaiting} messages wait already.`, {
            retryAfterSeconds: 1,
          });
          return fail(parcel, error);
        }
        acceptsWaiting += 1;
      }
      parcel.state = repeat ? 'repeating' : 'waiting';
      parcel.sinceMs = performance.now();
      queue.push(parcel);
    },
    withdraw: (parcel) => {
      if (parcel.state === 'sent') sent.delete(parcel.token);
      leaveQueue(parcel);
      pump();
    },
    close: () => {
      closed = true;
      clearInterval(sweeper);
      unwatch();
      unwatchRefusals();
      if (!connection.isClosed()) subscription.unsubscribe();
      failSent('The bus was closed before the answer; whether the message is stored is not known.', 0);
      failWaiting('The bus was closed before the message was sent.', 0);
    },
  };
};
