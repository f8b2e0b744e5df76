import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { headers, type NatsConnection } from '@nats-io/nats-core';
import { startTestNats, type TestNats, waitFor } from '@orderflow/testkit';
import { afterAll, beforeAll, describe, it } from 'vitest';
import type { Bus, Topology } from '../ports.ts';
import { describeBusContract } from '../testing/bus-contract.ts';
import type { BusHarness, HarnessBusOptions, StoredDeadLetter } from '../testing/harness.ts';
import { createJetStreamBus } from './bus.ts';
import { connectNats } from './connect.ts';
import { listDeadLetters, showDeadLetter } from './dead-letters.ts';
import { ensureTopology } from './topology.ts';

let server: TestNats;

beforeAll(async () => {
  server = await startTestNats();
});

afterAll(async () => {
  await server?.stop();
});

/** A log of its own for each test, on one server that the tests really stop and start. */
const createHarness = async (topology: Topology): Promise<BusHarness> => {
  await server.start();
  const own = await connectNats({ servers: server.url, name: 'harness' });
  const connections = new Map<Bus, NatsConnection>();
  // A request that is made while the client dials is lost, and would be missed only after five seconds.
  const connected = () => waitFor(() => own.flush().then(() => true), { describe: 'the connection of the harness' });
  const manager = async () => {
    await connected();
    return jetstreamManager(own);
  };

  await ensureTopology(own, topology);

  return {
    createBus: async (options: HarnessBusOptions = {}) => {
      const connection = await connectNats({ servers: server.url, name: 'bus' });
      const bus = createJetStreamBus({
        connection,
        topology,
        source: '/contract',
        watchdog: { intervalMs: 100 },
        closeConnection: true,
        ...options,
      });
      connections.set(bus, connection);
      return bus;
    },
    until: async (describe, condition) => {
      await waitFor(condition, { describe, timeoutMs: 20_000, everyMs: 10 });
    },
    now: () => performance.now(),
    publishRaw: async ({ subject, headers: given, data }) => {
      await connected();
      const set = headers();
      for (const [name, value] of given) set.append(name, value);
      await jetstream(own).publish(subject, data, { headers: set });
    },
    deadLetters: async () => {
      await connected();
      const letters: StoredDeadLetter[] = [];
      for (const { sequence } of await listDeadLetters(own, topology)) {
        const letter = await showDeadLetter(own, topology, sequence);
        if (!letter) continue;
        const stored = await (await manager()).streams.getMessage(topology.deadLetterStream, { seq: sequence });
        letters.push({ subject: stored?.subject ?? '', sequence, data: letter.data, headers: letter.headers });
      }
      return letters;
    },
    position: async (durable) => {
      const stream = topology.durables.find(({ name }) => name === durable)?.stream ?? '';
      const info = await (await manager()).consumers.info(stream, durable);
      return { pending: info.num_pending, unsettled: info.num_ack_pending };
    },
    // The death of a process, as the server sees it.
    crash: async (bus) => {
      await connections.get(bus)?.close();
    },
    stopServer: () => server.halt(),
    startServer: () => server.start(),
    deleteStream: async (stream) => {
      await (await manager()).streams.delete(stream);
    },
    deleteDurable: async (durable) => {
      const stream = topology.durables.find(({ name }) => name === durable)?.stream ?? '';
      await (await manager()).consumers.delete(stream, durable);
    },
    setUp: async () => {
      await connected();
      await ensureTopology(own, topology);
    },
    close: async () => {
      await server.start();
      for (const bus of connections.keys()) await bus.drain({ deadlineMs: 2_000 });
      const all = await manager();
      for await (const name of all.streams.names()) await all.streams.delete(name);
      await own.close();
    },
  };
};

describeBusContract({ describe, it }, 'JetStream', createHarness, {
  serverRestart: true,
  deleteStream: true,
  deleteDurable: true,
  crash: true,
  attemptLedger: true,
});
