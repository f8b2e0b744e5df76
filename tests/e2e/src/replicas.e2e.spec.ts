import { type JetStreamManager, jetstreamManager } from '@nats-io/jetstream';
import { orderCreated, type ServiceName, serviceNames, streamNames } from '@orderflow/contracts';
import { connectNats, readWholeStream } from '@orderflow/eventbus/jetstream';
import { startTestStack, type TestStack, waitFor } from '@orderflow/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ackPending, violations } from './support/look.ts';
import { createNextRelease } from './support/next-release.ts';
import { type SteadyClient, startSteadyClient } from './support/steady-client.ts';

let stack: TestStack;
let connection: Awaited<ReturnType<typeof connectNats>>;
let manager: JetStreamManager;

beforeAll(async () => {
  // What a killed process had in hand comes again after 5 s instead of 30.
  const env = { ACK_WAIT_MS: '5000' };
  stack = await startTestStack({ replicas: 2, natsServers: 3, env, adaptPlan: nextRelease.adaptPlan });
  connection = await connectNats({ servers: stack.natsAdminUrl, name: 'witness' });
  manager = await jetstreamManager(connection);
  for (const url of stack.urlsOf('order')) balanced.add(url);
});
afterAll(async () => {
  await connection?.close();
  await stack?.stop();
  nextRelease.remove();
});

const nextRelease = createNextRelease();

const servers = ['nats', 'nats-2', 'nats-3'] as const;
const electedWithin = { timeoutMs: 60_000, describe: 'a leader of ORDERS' };

/** The server that leads ORDERS. */
const leader = () =>
  waitFor(async () => {
    const { cluster } = await manager.streams.info(streamNames.orders);
    return servers.find((name) => name === cluster?.leader);
  }, electedWithin);

const lastSequence = async (): Promise<number> => (await manager.streams.info(streamNames.orders)).state.last_seq;

/** The replicas of order that a load balancer would send requests to: those that are ready. */
const balanced = new Set<string>();

/** Does it while orders come in; afterwards each that was accepted has come to its end, and was paid once. */
const underLoad = async (run: string, act: (client: SteadyClient) => Promise<void>): Promise<void> => {
  const client = startSteadyClient({ urls: balanced, rate: 40, run });
  try {
    await client.more(40);
    await act(client);
    await client.more(40);
  } finally {
    await client.stop();
  }
  expect(await violations(stack, client.history)).toEqual([]);
};

const seconds = ['order-2', 'payment-2', 'inventory-2'] as const;

const killed: ReadonlyArray<readonly ['order' | 'payment-2' | 'inventory', ServiceName]> = [
  ['order', 'order'],
  ['payment-2', 'payment'],
  ['inventory', 'inventory'],
];

describe('two of each service on three NATS servers', () => {
  it('have every stream and bucket on each server', async () => {
    const streams = await manager.streams.list().next();
    const replicas = Object.fromEntries(streams.map(({ config }) => [config.name, config.num_replicas]));
    expect(replicas).toEqual({
      ...Object.fromEntries(Object.values(streamNames).map((name) => [name, 3])),
      KV_attempts: 3,
      KV_catalog: 3,
      KV_durables: 3,
    });
  });

  it('lose nothing when the leader of ORDERS and one of each service are killed under load', async () => {
    await underLoad('kill', async (client) => {
      const first = await leader();
      stack.kill(first);
      await waitFor(() => stack.restarts(first) > 0, { timeoutMs: 30_000, describe: `${first} to come back` });
      // Whichever it is: the one that was killed may be back before the others have elected another, and win.
      await leader();
      await client.more(40);
      await stack.clusterFormed();

      for (const [name, service] of killed) {
        await waitFor(async () => (await ackPending(stack, service)) > 0, { describe: `${service} to be busy` });
        stack.kill(name);
      }
      for (const [name] of killed) {
        await waitFor(() => stack.restarts(name) > 0, { timeoutMs: 30_000, describe: `${name} to come back` });
        await stack.ready(name);
      }
    });
  });

  it('take orders all the time while they become another release, and the servers are restarted', async () => {
    const before = await lastSequence();
    await underLoad('restart', async (client) => {
      nextRelease.install();
      for (const [index, url] of stack.urlsOf('order').entries()) {
        const wave = index === 0 ? serviceNames : seconds;
        const exits = Promise.all(wave.map((name) => stack.halt(name)));
        balanced.delete(url);
        expect(await exits).toEqual(wave.map(() => ({ code: 0, signal: null })));
        await client.more(20);
        await Promise.all(wave.map((name) => stack.resume(name)));
        await Promise.all(wave.map((name) => stack.ready(name)));
        balanced.add(url);
      }
      // Whoever was on the way to one that stops is told so, and turns to the other; nobody is told anything else.
      expect([...client.problems].filter((code) => code !== 'DRAINING')).toEqual([]);

      for (const name of servers) {
        await stack.halt(name);
        await client.more(10);
        await stack.resume(name);
        await stack.clusterFormed();
      }
    });
    // Both releases were at work, and each had to read what the other wrote.
    const writtenByNext = new Set<boolean>();
    await readWholeStream(connection, streamNames.orders, {
      each: ({ subject, sequence, data }) => {
        if (subject === orderCreated.subject && sequence > before) writtenByNext.add(nextRelease.wrote(data));
      },
    });
    expect(writtenByNext).toEqual(new Set([true, false]));
  });
});
