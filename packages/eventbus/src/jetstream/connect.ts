import type { ConnectionOptions, NatsConnection } from '@nats-io/nats-core';
import { connect } from '@nats-io/transport-node';
import { AppError } from '@orderflow/errors';
import { splitLogin } from './login.ts';

export interface ConnectOptions {
  /** `nats://host:port`, one or several; `nats://user:password@host:port` where `user` is not given. */
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

/**
 * Connects in the way a service needs it, which the client's defaults are not (ten attempts, then closed for good;
 * a dead server noticed after four minutes): re-made for ever with jitter, checked every 10 s.
 * Rejects with LOG_UNAVAILABLE (nobody answers, or not allowed) or ABORTED.
 */
export const connectNats = async (options: ConnectOptions): Promise<NatsConnection> => {
  const { servers, name, tls, inboxPrefix, waitForServer = true, signal, onStatus } = options;
  signal?.throwIfAborted();
  const split = [servers].flat().map(splitLogin);
  const addresses = split.map(({ address }) => address);
  const { user = split[0]?.user, pass = split[0]?.password } = options;
  const dialled = connect({
    servers: addresses,
    name,
    ...(user === undefined ? {} : { user }),
    ...(pass === undefined ? {} : { pass }),
    ...(inboxPrefix === undefined ? {} : { inboxPrefix }),
    ...(tls === undefined ? {} : { tls }),
    timeout: dialTimeoutMs,
    waitOnFirstConnect: waitForServer,
    maxReconnectAttempts: -1,
    reconnectTimeWait: reconnectWaitMs,
    reconnectJitter: reconnectJitterMs,
    reconnectJitterTLS: reconnectJitterMs,
    pingInterval: pingIntervalMs,
    maxPingOut: 2,
    // A password being rotated must not end the connection for good.
    ignoreAuthErrorAbort: true,
    noAsyncTraces: true,
  }).catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new AppError('LOG_UNAVAILABLE', `No NATS server answers at ${addresses.join(', ')}: ${reason}.`, { cause });
  });
  const connection = await (signal ? unlessAborted(dialled, signal) : dialled);
  if (onStatus) void report(connection, onStatus);
  return connection;
};

/** The client cannot stop dialling; a connection that comes after the abort is closed. */
const unlessAborted = (dialled: Promise<NatsConnection>, signal: AbortSignal): Promise<NatsConnection> =>
  new Promise((resolve, reject) => {
    const abort = (): void => {
      reject(new AppError('ABORTED', 'Stopped before a NATS server answered.', { cause: signal.reason }));
      dialled.then(
        (late) => late.close(),
        () => undefined,
      );
    };
    signal.addEventListener('abort', abort, { once: true });
    dialled.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
