import type { NatsConnection } from '@nats-io/nats-core';
import { AppError, type ErrorCode } from '@orderflow/errors';
import { failpoint } from '@orderflow/failpoints';
import { type CircuitState, createRetry } from '@orderflow/resilience';
import { createAbortWatch } from '../engine/abort-watch.ts';
import type { BusObserver } from '../engine/observer.ts';
import { createOutgoings, type Outgoing } from '../engine/outgoing.ts';
import { traceSend } from '../middleware/tracing.ts';
import type { Lane, PubAck, Publisher, Topology } from '../ports.ts';
import type { Cork } from './cork.ts';
import { encodeHeaders, maxHeaderBytes } from './encoded-headers.ts';
import type { Link } from './link.ts';
import { createPublishWindow } from './publish-window.ts';
import { type Hearer, Shipment } from './shipment.ts';
import { covers } from './stream-config.ts';
import { createStreamGuard, type StreamGuard } from './stream-guard.ts';

export interface PublisherOptions {
  readonly connection: NatsConnection;
  readonly link: Link;
  readonly cork: Cork;
  readonly topology: Topology;
  readonly source: string;
  readonly maxPending: number;
  readonly maxQueue: number;
  readonly timeoutMs: number;
  readonly observer: BusObserver;
  readonly onCircuit?: ((stream: string, state: CircuitState) => void) | undefined;
}

export interface JetStreamPublisher extends Publisher {
  /** Stores a message that is already made up. As `publish`. */
  send(outgoing: Outgoing, lane: Lane, signal?: AbortSignal): Promise<PubAck>;
  /** From now on the accept lane is refused with DRAINING. */
  refuseAccepts(): void;
  /** Waits for the answers, refuses everything else. Resolves with the ids of what had none by the deadline. */
  drain(deadlineMs: number): Promise<readonly string[]>;
  problems(): readonly string[];
  close(): void;
}

const beforeAccept = failpoint('accept.before_publish');
const beforeReply = failpoint('accept.before_reply');

const attempts = 3;
const retryInitialMs = 200;
const retryMaxMs = 1_000;
const unrouted = 'no stream of the topology';

const createGuards = (topology: Topology, onCircuit: PublisherOptions['onCircuit']) => {
  const byStream = new Map<string, StreamGuard>();
  const bySubject = new Map<string, StreamGuard>();
  const streamOf = (subject: string): string =>
    topology.streams.find((stream) => stream.subjects.some((pattern) => covers(pattern, subject)))?.name ?? unrouted;
  return {
    of: (subject: string): StreamGuard => {
      const known = bySubject.get(subject);
      if (known) return known;
      const stream = streamOf(subject);
      const guard = byStream.get(stream) ?? createStreamGuard(stream, onCircuit);
      byStream.set(stream, guard);
      // Subjects of events are few; those of other people's making must not fill the memory.
      if (bySubject.size < 1_000) bySubject.set(subject, guard);
      return guard;
    },
    all: (): Iterable<StreamGuard> => byStream.values(),
  };
};

export const createPublisher = (options: PublisherOptions): JetStreamPublisher => {
  const { connection, link, topology, source, observer } = options;
  const window = createPublishWindow({ ...options, onPending: (messages) => observer.windowInUse?.(messages) });
  const createOutgoing = createOutgoings(source);
  const guards = createGuards(topology, options.onCircuit);
  const open = new Set<Shipment>();
  let refused: 'nothing' | 'accepts' | 'everything' = 'nothing';
  let closed = false;
  let whenEmpty: (() => void) | undefined;

  const retry = createRetry({
    attempts,
    initialMs: retryInitialMs,
    maxMs: retryMaxMs,
    shouldRetry: (error) => AppError.is(error, 'LOG_UNAVAILABLE'),
  });
  const unwatch = link.onChange((connected) => {
    if (connected) for (const guard of guards.all()) guard.reset();
  });

  const attempt = (shipment: Shipment): Promise<PubAck> =>
    new Promise((resolve, reject) => {
      shipment.hearer = { answered: (_, ack) => resolve(ack), failed: (_, error) => reject(error) };
      window.submit(shipment, true);
    });

  /** The first attempt was made outside of the policy, which costs more than a whole publish; it is told the outcome. */
  const tryAgain = (shipment: Shipment, first: AppError): Promise<PubAck> => {
    let outcome: AppError | undefined = first;
    return retry.execute(() => {
      const error = outcome;
      outcome = undefined;
      return error ? Promise.reject(error) : attempt(shipment);
    }, shipment.signal);
  };

  /** False: it has ended already. */
  const finish = (shipment: Shipment): boolean => {
    if (!open.delete(shipment)) return false;
    if (shipment.signal) aborts.delete(shipment.signal, shipment);
    if (open.size === 0) whenEmpty?.();
    return true;
  };

  const succeed = (shipment: Shipment, ack: PubAck): void => {
    if (!finish(shipment)) return;
    if (shipment.lane === 'accept') beforeReply();
    shipment.guard.succeeded();
    tell(shipment);
    shipment.caller.resolve(ack);
  };

  const giveUp = (shipment: Shipment, reason: unknown): void => {
    if (!finish(shipment)) return;
    const failure = AppError.from(reason);
    tell(shipment, failure.code);
    shipment.caller.reject(failure);
  };

  const tell = ({ type, traceId, startedMs }: Shipment, errorCode?: ErrorCode): void =>
    observer.published?.({ type, durationMs: performance.now() - startedMs, errorCode, traceId });

  const firstAttempt: Hearer = {
    answered: succeed,
    failed: (shipment, first) => {
      if (first.code !== 'LOG_UNAVAILABLE' || link.closed || closed) {
        giveUp(shipment, first);
        return;
      }
      tryAgain(shipment, first).then(
        (ack) => succeed(shipment, ack),
        (last: unknown) => {
          // Without a connection nothing is known about the stream.
          if (last instanceof AppError && link.connected) shipment.guard.failed(last);
          giveUp(shipment, last);
        },
      );
    },
  };

  const aborts = createAbortWatch<Shipment>((shipment, cause) => {
    window.withdraw(shipment);
    giveUp(shipment, new AppError('ABORTED', 'Cancelled; whether the message is stored is not known.', { cause }));
  });

  const refusal = (
    lane: Lane,
    headerBytes: number,
    byteLength: number,
    signal: AbortSignal | undefined,
  ): AppError | undefined => {
    if (refused === 'everything' || (refused === 'accepts' && lane === 'accept')) {
      return new AppError('DRAINING', 'The bus is being drained and takes no new messages.', { retryAfterSeconds: 1 });
    }
    if (signal?.aborted) return new AppError('ABORTED', 'Cancelled before it was published.', { cause: signal.reason });
    if (headerBytes > maxHeaderBytes) {
      return new AppError(
        'BODY_TOO_LARGE',
        `The headers have ${headerBytes} bytes; the server takes ${maxHeaderBytes}.`,
      );
    }
    const maxBytes = connection.info?.max_payload ?? Number.POSITIVE_INFINITY;
    return byteLength > maxBytes
      ? new AppError('BODY_TOO_LARGE', `The message has ${byteLength} bytes; the server takes ${maxBytes}.`)
      : undefined;
  };

  const send = (outgoing: Outgoing, lane: Lane, signal?: AbortSignal): Promise<PubAck> =>
    new Promise((resolve, reject) => {
      const headers = encodeHeaders(outgoing.headers);
      const shipment = new Shipment(outgoing, headers, {
        lane,
        signal,
        guard: guards.of(outgoing.subject),
        caller: { resolve, reject },
        hearer: firstAttempt,
      });
      const error = refusal(lane, headers.byteLength, headers.byteLength + outgoing.data.byteLength, signal);
      if (error) {
        tell(shipment, error.code);
        return reject(error);
      }
      if (lane === 'accept') beforeAccept();
      open.add(shipment);
      if (signal) aborts.add(signal, shipment);
      if (shipment.guard.state === 'closed') return window.submit(shipment, false);
      shipment.guard
        .guarded(() => retry.execute(() => attempt(shipment), signal))
        .then(
          (ack) => succeed(shipment, ack),
          (reason: unknown) => giveUp(shipment, reason),
        );
    });

  return {
    publish: (event, payload, publishOptions) => {
      try {
        const outgoing = createOutgoing(event, payload, publishOptions, Date.now());
        const { lane = 'complete', signal } = publishOptions ?? {};
        return traceSend(outgoing, (traced) => send(traced, lane, signal));
      } catch (error) {
        return Promise.reject(AppError.from(error));
      }
    },
    send,
    refuseAccepts: () => {
      refused = 'accepts';
    },
    drain: (deadlineMs) => {
      refused = 'everything';
      return new Promise((resolve) => {
        const finish = (): void => {
          clearTimeout(timer);
          whenEmpty = undefined;
          resolve([...open].map(({ id }) => id));
        };
        const timer = setTimeout(finish, deadlineMs);
        whenEmpty = finish;
        if (open.size === 0) finish();
      });
    },
    problems: () =>
      [...guards.all()]
        .filter((guard) => guard.state !== 'closed')
        .map((guard) => `Publishing to ${guard.stream} keeps failing and is stopped for a while.`),
    close: () => {
      closed = true;
      unwatch();
      window.close();
      for (const guard of guards.all()) guard.close();
    },
  };
};
