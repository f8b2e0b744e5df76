import { setTimeout as delay } from 'node:timers/promises';
import { AuthorizationError, type ConnectionOptions, type NatsConnection } from '@nats-io/nats-core';
import { connect } from '@nats-io/transport-node';
import { AppError } from '@orderflow/errors';
import { splitLogin } from './login.ts';

export interface ConnectOptions {
  /** `nats://host:port`, several separated by commas or as a list; `nats://user:password@host:port` where `user` is not given. */
  readonly servers: string | readonly string[];
  /** Shown by the server's monitoring. */
  readonly name: string;
  readonly user?: string | undefined;
  readonly pass?: string | undefined;
  readonly tls?: ConnectionOptions['tls'];
  /** Answers come to subjects below it. Default `_INBOX`; a user of its own has a prefix of its own. */
  readonly inboxPrefix?: string;
  /** Keep dialling when nobody answers at first, instead of rejecting. Default true. */
  readonly waitForServer?: boolean;
  /** Gives up the first connection. Later the connection is re-made for ever. */
  readonly signal?: AbortSignal;
  readonly onStatus?: (status: ConnectionStatus) => void;
}

/** What happened to the connection, and a sentence for the log. */
export interface ConnectionStatus {
  readonly state: 'connected' | 'disconnected' | 'closed' | 'error';
  readonly detail: string;
}

const pingIntervalMs = 10_000;
const dialTimeoutMs = 5_000;
const reconnectWaitMs = 250;
const reconnectJitterMs = 500;
const pauseMs = (): number => reconnectWaitMs + Math.random() * reconnectJitterMs;

type Pacing = Required<Pick<ConnectionOptions, 'reconnectDelayHandler' | 'reconnectToServer'>>;

/**
 * Pauses between two dials to a server, by a clock that nobody sets. The client's own pauses go by the time of day: once
 * that is put back by five minutes, it does not dial for five minutes.
 */
const createPacing = (): Pacing => {
  const dialledAtMs = new Map<string, number>();
  return {
    // For the client it is always time.
    reconnectDelayHandler: () => Number.NEGATIVE_INFINITY,
    // The pool begins with the server whose turn it is.
    reconnectToServer: ([server]) => {
      if (server === undefined) return null;
      const address = `${server.hostname}:${server.port}`;
      const nowMs = performance.now();
      const dueMs = (dialledAtMs.get(address) ?? Number.NEGATIVE_INFINITY) + pauseMs();
      const delay = Math.max(0, dueMs - nowMs);
      dialledAtMs.set(address, nowMs + delay);
      return { server, delay };
    },
  };
};

const report = async (connection: NatsConnection, onStatus: (status: ConnectionStatus) => void): Promise<void> => {
  for await (const status of connection.status()) {
    switch (status.type) {
      case 'disconnect':
        onStatus({ state: 'disconnected', detail: `The connection to ${status.server} is lost.` });
        break;
      case 'reconnect':
        onStatus({ state: 'connected', detail: `Connected to ${status.server} again.` });
        break;
      case 'error':
        onStatus({ state: 'error', detail: `The server reported: ${status.error.message}` });
        break;
      case 'close':
        onStatus({ state: 'closed', detail: 'The connection is closed.' });
        break;
      default:
    }
  }
};

/** A sentence about a dial that failed; it shows no password, for the addresses have none. */
const failureOf = (cause: unknown, addresses: readonly string[], user: string | undefined): AppError => {
  const where = addresses.join(', ');
  const reason = cause instanceof Error ? cause.message : String(cause);
  const sentence =
    cause instanceof AuthorizationError
      ? `NATS at ${where} does not let in ${user === undefined ? 'a client without a user' : `the user ${user}`}: check user and password.`
      : `No NATS server answers at ${where}: ${reason}.`;
  return new AppError('LOG_UNAVAILABLE', sentence, { cause });
};

/** One attempt at every server. */
const createDial = (options: ConnectOptions): (() => Promise<NatsConnection>) => {
  const { servers, name, tls, inboxPrefix } = options;
  const split = [servers]
    .flat()
    .flatMap((one) => one.split(','))
    .map(splitLogin);
  const addresses = split.map(({ address }) => address);
  const { user = split[0]?.user, pass = split[0]?.password } = options;
  return async () => {
    try {
      const connection = await connect({
        servers: addresses,
        name,
        ...(user === undefined ? {} : { user }),
        ...(pass === undefined ? {} : { pass }),
        ...(inboxPrefix === undefined ? {} : { inboxPrefix }),
        ...(tls === undefined ? {} : { tls }),
        timeout: dialTimeoutMs,
        maxReconnectAttempts: -1,
        ...createPacing(),
        pingInterval: pingIntervalMs,
        maxPingOut: 2,
        // A password being rotated must not end the connection for good.
        ignoreAuthErrorAbort: true,
        noAsyncTraces: true,
      });
      // The client forgets the servers that did not answer its first dial.
      if (addresses.length > 1) connection.setServers(addresses);
      return connection;
    } catch (cause) {
      throw failureOf(cause, addresses, user);
    }
  };
};

/**
 * Connects in the way a service needs it, which the client's defaults are not (ten attempts, then closed for good;
 * a dead server noticed after four minutes): re-made for ever with jitter, checked every 10 s. While it waits for a
 * first connection it tells `onStatus` why there is none yet, once for each reason.
 * Rejects with LOG_UNAVAILABLE (nobody answers, or not allowed) or ABORTED.
 */
export const connectNats = async (options: ConnectOptions): Promise<NatsConnection> => {
  const { waitForServer = true, signal, onStatus } = options;
  signal?.throwIfAborted();
  const dial = createDial(options);
  for (let told = ''; ; ) {
    try {
      const connection = await (signal ? unlessAborted(dial(), signal) : dial());
      if (onStatus) void report(connection, onStatus);
      return connection;
    } catch (error) {
      const failure = AppError.from(error);
      if (!waitForServer || failure.code !== 'LOG_UNAVAILABLE') throw failure;
      if (failure.message !== told) onStatus?.({ state: 'error', detail: failure.message });
      told = failure.message;
    }
    await delay(pauseMs(), undefined, signal ? { signal } : {}).catch(() => undefined);
    if (signal?.aborted) throw stopped(signal);
  }
};

const stopped = (signal: AbortSignal): AppError =>
  new AppError('ABORTED', 'Stopped before a NATS server answered.', { cause: signal.reason });

/** The client cannot stop dialling; a connection that comes after the abort is closed. */
const unlessAborted = (dialled: Promise<NatsConnection>, signal: AbortSignal): Promise<NatsConnection> =>
  new Promise((resolve, reject) => {
    const abort = (): void => {
      reject(stopped(signal));
      dialled.then(
        (late) => late.close(),
        () => undefined,
      );
    };
    signal.addEventListener('abort', abort, { once: true });
    dialled.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
