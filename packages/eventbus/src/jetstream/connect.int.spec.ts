import type { NatsConnection } from '@nats-io/nats-core';
import { startTestNats, type TestNats, waitFor } from '@orderflow/testkit';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type ConnectionStatus, connectNats } from './connect.ts';

let server: TestNats;
let connection: NatsConnection;
let statuses: ConnectionStatus['state'][];

beforeEach(async () => {
  statuses = [];
  server = await startTestNats();
  connection = await connectNats({
    servers: server.url,
    name: 'redial',
    onStatus: ({ state }) => statuses.push(state),
  });
});
afterEach(async () => {
  vi.restoreAllMocks();
  await connection.close();
  await server.stop();
});

const minutes = 60_000;
const soonMs = 10_000;
const count = (state: ConnectionStatus['state']) => statuses.filter((one) => one === state).length;
const setClock = (byMs: number): void => {
  const timeOfDay = Date.now;
  vi.spyOn(Date, 'now').mockImplementation(() => timeOfDay() + byMs);
};

describe('a connection that is lost', () => {
  it.each([
    ['while the time of day stays as it is', 0],
    ['and the time of day is put back meanwhile', -5 * minutes],
    ['and the time of day is put forward meanwhile', 5 * minutes],
  ])('is made again as soon as the server is back, %s', async (_, byMs) => {
    await server.halt();
    await waitFor(() => count('disconnected') === 1, { describe: 'the loss to be noticed' });
    setClock(byMs);
    await server.start();
    await waitFor(() => count('connected') === 1, { timeoutMs: soonMs, describe: 'the connection to be back' });
    expect(connection.isClosed()).toBe(false);
  });

  it('is dialled a few times a second, not all the time', async () => {
    const dials = vi.fn();
    void (async () => {
      for await (const { type } of connection.status()) if (type === 'reconnecting') dials();
    })();
    await server.halt();
    const lostAt = performance.now();
    await waitFor(() => dials.mock.calls.length >= 4, { timeoutMs: soonMs, describe: 'a few dials' });
    // The first comes at once, each of the others after 250 ms at least.
    expect(performance.now() - lostAt).toBeGreaterThan(3 * 250 - 50);
  });
});
