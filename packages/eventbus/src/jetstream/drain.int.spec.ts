import type { NatsConnection } from '@nats-io/nats-core';
import { startTestNats, type TestNats } from '@orderflow/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Bus, Topology } from '../ports.ts';
import { createJetStreamBus } from './bus.ts';
import { connectNats } from './connect.ts';

const topology: Topology = { streams: [], durables: [], deadLetterStream: 'DEAD' };

let server: TestNats;
let connection: NatsConnection;
let bus: Bus;

beforeAll(async () => {
  server = await startTestNats();
});
afterAll(async () => {
  await server?.stop();
});
beforeEach(async () => {
  connection = await connectNats({ servers: server.url, name: 'drain' });
  bus = createJetStreamBus({ connection, topology, source: 'drain' });
  await bus.start();
});
afterEach(async () => {
  vi.restoreAllMocks();
  await connection.close();
});

const unconfirmed = { clean: false, unfinished: ['acknowledgements that the log has not confirmed'] };

describe('a drain', () => {
  it('is clean once the server has read all of it', async () => {
    expect(await bus.drain({ deadlineMs: 2_000 })).toEqual({ clean: true, unfinished: [] });
  });

  it('is not clean when the server does not answer, and ends at its deadline', async () => {
    vi.spyOn(connection, 'flush').mockReturnValue(new Promise(() => {}));
    expect(await bus.drain({ deadlineMs: 200 })).toEqual(unconfirmed);
  });

  it('is not clean when the connection breaks before the server has answered', async () => {
    vi.spyOn(connection, 'flush').mockRejectedValue(new Error('the connection is lost'));
    expect(await bus.drain({ deadlineMs: 2_000 })).toEqual(unconfirmed);
  });
});
