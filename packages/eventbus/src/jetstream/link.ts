import { type NatsConnection, PermissionViolationError, type Status } from '@nats-io/nats-core';

/** What the bus needs to know of the connection under it. */
export interface Link {
  readonly connected: boolean;
  /** Closed for good, by someone or by the client giving up. */
  readonly closed: boolean;
  /** For how long there has been no connection; 0 while there is one. */
  awayMs(): number;
  /** Called on each change. Returns a function that stops the calls. */
  onChange(listener: (connected: boolean) => void): () => void;
  /** Called when the server has refused a publish to a subject: our user may not. Returns a function that stops it. */
  onRefused(listener: (subject: string) => void): () => void;
  /** Stops watching. */
  release(): void;
}

const stopIterating = (iterable: AsyncIterable<Status>): void => {
  if ('stop' in iterable && typeof iterable.stop === 'function') iterable.stop();
};

export const createLink = (connection: NatsConnection): Link => {
  const listeners = new Set<(connected: boolean) => void>();
  const refusedListeners = new Set<(subject: string) => void>();
  const statuses = connection.status();
  let closed = connection.isClosed();
  // The client forgets the server's information as soon as it dials again.
  let connected = !closed && connection.info !== undefined;
  let lostAtMs = performance.now();

  const become = (now: boolean): void => {
    if (connected && !now) lostAtMs = performance.now();
    connected = now;
    for (const listener of [...listeners]) listener(now);
  };

  const refused = (error: Error): void => {
    if (!(error instanceof PermissionViolationError) || error.operation !== 'publish') return;
    for (const listener of [...refusedListeners]) listener(error.subject);
  };

  const watch = async (): Promise<void> => {
    for await (const status of statuses) {
      if (status.type === 'disconnect') become(false);
      else if (status.type === 'reconnect') become(true);
      else if (status.type === 'error') refused(status.error);
    }
  };
  watch().catch(() => undefined);
  void connection.closed().then(() => {
    closed = true;
    become(false);
  });

  return {
    get connected() {
      return connected;
    },
    get closed() {
      return closed;
    },
    awayMs: () => (connected ? 0 : performance.now() - lostAtMs),
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onRefused: (listener) => {
      refusedListeners.add(listener);
      return () => refusedListeners.delete(listener);
    },
    release: () => {
      listeners.clear();
      refusedListeners.clear();
      stopIterating(statuses);
    },
  };
};
