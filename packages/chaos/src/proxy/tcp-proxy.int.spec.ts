import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { waitFor } from '@orderflow/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTcpProxy, type TcpProxy } from './tcp-proxy.ts';

/** Says back what it is told. */
let echo: Server;
let proxy: TcpProxy;
const atServer: Socket[] = [];

beforeEach(async () => {
  echo = createServer({ allowHalfOpen: true }, (socket) => {
    atServer.push(socket);
    socket.on('error', () => undefined);
    socket.pipe(socket);
  });
  echo.listen(0, '127.0.0.1');
  await once(echo, 'listening');
  proxy = await startTcpProxy((echo.address() as AddressInfo).port);
});
afterEach(async () => {
  await proxy.close();
  for (const socket of atServer.splice(0)) socket.destroy();
  echo.close();
});

interface Client {
  readonly socket: Socket;
  text(): string;
  ended(): boolean;
  closed(): boolean;
  error(): string | undefined;
}

const dial = async (): Promise<Client> => {
  const socket = connect({ host: '127.0.0.1', port: proxy.port, allowHalfOpen: true });
  const state = { text: '', ended: false, closed: false, error: undefined as string | undefined };
  socket.on('data', (data: Buffer) => {
    state.text += data.toString('latin1');
  });
  socket.on('end', () => {
    state.ended = true;
  });
  socket.on('close', () => {
    state.closed = true;
  });
  socket.on('error', (error: NodeJS.ErrnoException) => {
    state.error = error.code;
  });
  await Promise.race([once(socket, 'connect'), once(socket, 'close')]).catch(() => undefined);
  return {
    socket,
    text: () => state.text,
    ended: () => state.ended,
    closed: () => state.closed,
    error: () => state.error,
  };
};

describe('the proxy', () => {
  it('passes on all bytes in their order, both ways, and both ends', async () => {
    const client = await dial();
    const sent = Array.from({ length: 50_000 }, (_, index) => `${index};`).join('');
    client.socket.end(sent);
    await waitFor(() => client.ended(), { describe: 'the end' });
    expect(client.text()).toBe(sent);
    await waitFor(() => proxy.connections === 0, { describe: 'the connection to be over' });
  });

  it('delays what passes, and keeps its order when the delay varies', async () => {
    proxy.become({ kind: 'latency', delayMs: 100, jitterMs: 50 });
    const client = await dial();
    const startedAt = performance.now();
    for (const piece of ['a', 'b', 'c', 'd', 'e']) client.socket.write(piece);
    await waitFor(() => client.text() === 'abcde', { describe: 'the echo' });
    // There and back.
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(199);
    expect(proxy.struck).toBeGreaterThan(0);
  });

  it('resets the connections there are and those that come, and takes new ones afterwards', async () => {
    const before = await dial();
    await waitFor(() => proxy.connections === 1, { describe: 'the connection' });
    proxy.become({ kind: 'reset' });
    await waitFor(() => before.error() === 'ECONNRESET', { describe: 'the reset' });
    const meanwhile = await dial();
    await waitFor(() => meanwhile.closed(), { describe: 'the refusal' });
    proxy.become({ kind: 'open' });
    const after = await dial();
    after.socket.write('x');
    await waitFor(() => after.text() === 'x', { describe: 'the echo' });
  });

  it.each(['up', 'down', 'both'] as const)('holds back what goes %s, and loses none of it', async (direction) => {
    const client = await dial();
    client.socket.write('1');
    await waitFor(() => client.text() === '1', { describe: 'the first echo' });
    let heard = '';
    atServer.at(-1)?.on('data', (data: Buffer) => {
      heard += data.toString('latin1');
    });
    proxy.become({ kind: 'blackhole', direction });
    client.socket.write('2');
    await waitFor(() => proxy.struck > 0, { describe: 'a piece to be held back' });
    // What went "down" only has reached the server.
    if (direction === 'down') await waitFor(() => heard === '2', { describe: 'the server to hear it' });
    else expect(heard).toBe('');
    expect(client.text()).toBe('1');
    proxy.become({ kind: 'open' });
    await waitFor(() => client.text() === '12', { describe: 'what was held back' });
  });

  it('keeps to itself that one side has closed, until the weather changes', async () => {
    const client = await dial();
    proxy.become({ kind: 'slow-close' });
    client.socket.end('bye');
    await waitFor(() => client.text() === 'bye', { describe: 'the echo' });
    await waitFor(() => proxy.struck > 0, { describe: 'the end to be held back' });
    expect(client.ended()).toBe(false);
    proxy.become({ kind: 'open' });
    await waitFor(() => client.ended(), { describe: 'the end' });
  });

  it('passes on that the server went away without a word', async () => {
    const client = await dial();
    await waitFor(() => atServer.length === 1, { describe: 'the connection' });
    atServer[0]?.resetAndDestroy();
    await waitFor(() => client.error() === 'ECONNRESET', { describe: 'the reset' });
  });
});
