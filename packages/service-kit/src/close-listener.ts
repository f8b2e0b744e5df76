import { once } from 'node:events';
import type { Server } from 'node:http';
import { type AddressInfo, connect, Server as NetServer, type Socket } from 'node:net';
import { nextTick } from 'node:process';

/** A machine that does not get to accept one connection in this time has worse troubles than a reset. */
const patienceMs = 3_000;

const anyAddress: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };

const connectionTo = ({ address, port }: AddressInfo): Socket =>
  connect({ host: anyAddress[address] ?? address, port });

/**
 * From now on the kernel takes one connection at a time: it ignores others, whose clients ask again a second later and
 * are refused. Node has no public way to say so; where this one is gone, a few may be reset.
 */
const narrowQueue = (server: Server): void => {
  if (!('_handle' in server)) return;
  const { _handle: handle } = server;
  if (typeof handle !== 'object' || handle === null || !('listen' in handle)) return;
  if (typeof handle.listen === 'function') handle.listen(0);
};

/**
 * Stops listening without cutting anybody off. When a listener is closed, the kernel resets the connections that it has
 * taken and the process has not, though their clients may have sent a whole request by then. They are taken in turn, one
 * in each turn of the event loop. So two connections of our own are put behind them: when the first is here, nobody who
 * stood before it is left to be reset; and while the second stands in the queue, it is full, and nobody else gets in.
 */
export const closeListener = async (server: Server): Promise<void> => {
  const address = server.address();
  if (!server.listening || address === null || typeof address === 'string') return;
  const own = connectionTo(address);
  const behind = connectionTo(address);
  // Node connects in the next tick; only then is there a place behind ours to be closed.
  nextTick(narrowQueue, server);
  const last = new AbortController();
  const look = (socket: Socket): void => {
    if (socket.remotePort !== own.localPort) return;
    // Connections that are open are not touched by this.
    NetServer.prototype.close.call(server);
    last.abort();
  };
  server.prependListener('connection', look);
  own.once('error', () => last.abort());
  behind.once('error', () => undefined);
  try {
    if (!last.signal.aborted) await once(last.signal, 'abort', { signal: AbortSignal.timeout(patienceMs) });
  } catch {
    // Whoever called closes it all the same.
  } finally {
    server.off('connection', look);
    own.destroy();
    behind.destroy();
  }
};
