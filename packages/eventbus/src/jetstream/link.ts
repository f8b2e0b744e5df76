import type { NatsConnection, Status } from '@nats-io/nats-core';

/** What the bus needs to know of the connection under it. */
export interface Link {
  readonly connected: boolean;
  /** Closed for good, by someone or by the client giving up. */
  readonly closed: boolean;
  /** For how long there has been no connection; 0 while there is one. */
  awayMs(): number;
  /** Called on each change. Returns a function that stops the calls. */
  onChange(listener: (connected: boolean) => void): () => void;
  /** Stops watching. */
  release(): void;
}

const stopIterating = (iterable: AsyncIterable<Status>): void => {
  if ('stop' in iterable && typeof iterable.stop === 'function') iterable.stop();
};

export const createLink = (connection: NatsConnection): Link => {
  const listeners = new Set<(connected: boolean) => void>();
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

  const watch = async (): Promise<void> => {
    for await (const status of statuses) {
      if (status.type === 'disconnect') become(false);
      else if (status.type === 'reconnect') become(true);
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
    release: () => {
      listeners.clear();
      stopIterating(statuses);
    },
  };
};
