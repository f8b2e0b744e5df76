import { inspect } from 'node:util';
import { AppError } from '@orderflow/errors';
import { startTestNats, type TestNats, waitFor } from '@orderflow/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defineEvent } from '../define-event.ts';
import type { Topology } from '../ports.ts';
import { createJetStreamBus } from './bus.ts';
import { type ConnectionStatus, connectNats } from './connect.ts';
import { ensureTopology } from './topology.ts';

const canary = 'canary-4711';
const mebibyte = 1024 ** 2;
const topology: Topology = {
  streams: [
    { name: 'A', subjects: ['a.>'], maxBytes: mebibyte, maxAgeMs: 0, duplicateWindowMs: 120_000, replicas: 1 },
    {
      name: 'DEAD',
      subjects: ['dead_letters.>'],
      maxBytes: mebibyte,
      maxAgeMs: 0,
      duplicateWindowMs: 120_000,
      replicas: 1,
    },
  ],
  durables: [],
  deadLetterStream: 'DEAD',
};
const eventOn = (subject: string) =>
  defineEvent({
    type: subject,
    subject,
    version: 1,
    codec: { encode: (text: string) => Buffer.from(text), decode: (data) => Buffer.from(data).toString() },
    key: (text: string) => text,
  });

let server: TestNats;
beforeAll(async () => {
  server = await startTestNats({
    monitor: true,
    config: `authorization { users: [
      { user: setup, password: setup }
      { user: writer, password: writer, permissions: { publish: ["a.mine"], subscribe: ["_INBOX_writer.>"] } }
    ] }`,
  });
  const connection = await connectNats({ servers: `nats://setup:setup@127.0.0.1:${server.port}`, name: 'setup' });
  await ensureTopology(connection, topology);
  await connection.close();
});
afterAll(async () => {
  await server?.stop();
});

/** Connections that were ever made to the server, refused ones included. */
const dials = async (): Promise<number> => {
  const varz = (await (await fetch(`${server.monitorUrl}/varz`)).json()) as { total_connections: number };
  return varz.total_connections;
};

const failure = async (attempt: Promise<unknown>): Promise<AppError> => {
  const error = await attempt.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!AppError.is(error)) throw new Error(`not an AppError: ${String(error)}`);
  return error;
};

describe('a connection with the wrong login', () => {
  it('names the server and the user, and shows the password nowhere', async () => {
    const url = `nats://writer:${canary}@127.0.0.1:${server.port}`;
    const error = await failure(connectNats({ servers: url, name: 'x', waitForServer: false }));
    expect(error).toMatchObject({
      code: 'LOG_UNAVAILABLE',
      message: `NATS at ${server.url} does not let in the user writer: check user and password.`,
    });
    expect(inspect(error, { depth: 10, showHidden: true })).not.toContain(canary);
  });

  it('that finds nobody shows no password either', async () => {
    const url = `nats://writer:${canary}@127.0.0.1:1`;
    const error = await failure(connectNats({ servers: url, name: 'x', waitForServer: false }));
    expect(error.message).toMatch(/^No NATS server answers at nats:\/\/127\.0\.0\.1:1: /);
    expect(inspect(error, { depth: 10, showHidden: true })).not.toContain(canary);
  });

  it('that may wait says once why it waits, and stops when it is told to', async () => {
    const told: ConnectionStatus[] = [];
    const stop = new AbortController();
    const dialled = connectNats({
      servers: server.url,
      name: 'x',
      user: 'writer',
      pass: canary,
      signal: stop.signal,
      onStatus: (status) => told.push(status),
    });
    const ended = failure(dialled);
    const before = await dials();
    await waitFor(async () => (await dials()) >= before + 2, { describe: 'two more dials' });
    expect(told.map(({ state, detail }) => [state, detail.includes('the user writer')])).toEqual([['error', true]]);
    stop.abort();
    expect((await ended).code).toBe('ABORTED');
  });
});

describe('a publish that the user may not', () => {
  it('fails with the subject and the user instead of a timeout; others go on', async () => {
    const connection = await connectNats({
      servers: server.url,
      name: 'writer',
      user: 'writer',
      pass: 'writer',
      inboxPrefix: '_INBOX_writer',
    });
    const bus = createJetStreamBus({ connection, topology, source: '/x', publish: { timeoutMs: 30_000 } });
    const startedMs = performance.now();
    const [refused, stored] = await Promise.all([
      failure(bus.publish(eventOn('a.theirs'), 'one')),
      bus.publish(eventOn('a.mine'), 'two'),
    ]);
    expect(refused).toMatchObject({
      code: 'LOG_UNAVAILABLE',
      message: 'NATS does not allow writer to publish to a.theirs: its permissions have to be mended.',
    });
    expect(performance.now() - startedMs).toBeLessThan(15_000);
    expect(stored.stream).toBe('A');
    await bus.drain();
    await connection.close();
  });
});
