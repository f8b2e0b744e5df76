import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { createPipe, type Pipe } from './pipe.ts';
import type { Weather } from './weather.ts';

export interface TcpProxy {
  readonly port: number;
  readonly weather: Weather;
  /** Holds for the connections there are, and for those that come. */
  become(weather: Weather): void;
  /** Resets every connection, as after an outage that outlasted the sender. */
  cut(): void;
  /** Connections that are open now. */
  readonly connections: number;
  /** Connections reset, pieces delayed or held back, since the start. */
  readonly struck: number;
  close(): Promise<void>;
}

interface Pair {
  readonly client: Socket;
  readonly server: Socket;
  readonly pipes: readonly [up: Pipe, down: Pipe];
}

/** A door on loopback before another: bytes pass unchanged and in order, or not at all. */
export const startTcpProxy = async (targetPort: number): Promise<TcpProxy> => {
  let weather: Weather = { kind: 'open' };
  let struck = 0;
  const pairs = new Set<Pair>();
  const note = () => {
    struck++;
  };

  const reset = (pair: Pair): void => {
    if (pairs.delete(pair)) struck++;
    for (const socket of [pair.client, pair.server]) socket.resetAndDestroy();
    for (const pipe of pair.pipes) pipe.stop();
  };

  const accept = (client: Socket): void => {
    client.on('error', () => undefined);
    if (weather.kind === 'reset') {
      struck++;
      client.resetAndDestroy();
      return;
    }
    const server = connect({ host: '127.0.0.1', port: targetPort, allowHalfOpen: true, noDelay: true });
    server.on('error', () => undefined);
    client.setNoDelay(true);
    const pipes = [createPipe(client, server, 'up', note), createPipe(server, client, 'down', note)] as const;
    const pair: Pair = { client, server, pipes };
    pairs.add(pair);
    for (const pipe of pipes) pipe.become(weather);
    for (const [socket, other] of [
      [client, server],
      [server, client],
    ] as const) {
      socket.once('close', (broken) => {
        // A refused connection or a reset is passed on as one; an orderly end went through the pipe.
        if (broken && !other.destroyed) other.resetAndDestroy();
        if (client.destroyed && server.destroyed) pairs.delete(pair);
      });
    }
  };

  const listener = createServer({ allowHalfOpen: true, noDelay: true }, accept);
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const cut = () => {
    for (const pair of [...pairs]) reset(pair);
  };

  return {
    port: (listener.address() as AddressInfo).port,
    get weather() {
      return weather;
    },
    become: (next) => {
      weather = next;
      if (next.kind === 'reset') cut();
      for (const { pipes } of pairs) for (const pipe of pipes) pipe.become(next);
    },
    cut,
    get connections() {
      return pairs.size;
    },
    get struck() {
      return struck;
    },
    close: async () => {
      const closed = once(listener, 'close');
      listener.close();
      cut();
      await closed;
    },
  };
};
