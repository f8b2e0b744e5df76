import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { JetStreamApiError, type JetStreamManager, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { streamNames } from '@orderflow/contracts';
import { connectNats } from '@orderflow/eventbus/jetstream';
import {
  clusterFormed,
  createGuardian,
  findNatsServer,
  freePorts,
  type NatsServer,
  startNatsServer,
} from '@orderflow/local-stack';
import { waitFor } from '@orderflow/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { restoreStreams, savedStreams, saveStream } from './streams.ts';

const mebibyte = 1024 ** 2;
const replicas = 3;
const noSuitablePeers = 10005;
const streamBytes = 64 * mebibyte;
/** All streams fit once, and none a second time. */
const maxFileStoreBytes = savedStreams.length * streamBytes + streamBytes / 2;

const guardian = createGuardian();
let scratch: string;
let servers: readonly NatsServer[] = [];
let connection: NatsConnection;
let manager: JetStreamManager;

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'orderflow-streams-'));
  guardian.removeOnDeath(scratch);
  const ports = await freePorts(replicas);
  const { path: binary } = await findNatsServer();
  const peers = ports.nats.map(({ route }) => route);
  servers = await Promise.all(
    ports.nats.map(({ client: port, monitor: monitorPort, route }, index) => {
      const name = `nats-${index + 1}`;
      const cluster = { port: route, peers };
      const dataDir = join(scratch, name);
      return startNatsServer({ binary, name, cluster, dataDir, port, monitorPort, maxFileStoreBytes, guardian });
    }),
  );
  await clusterFormed(ports, AbortSignal.timeout(60_000));
  connection = await connectNats({ servers: servers.map(({ url }) => url), name: 'streams test' });
  manager = await jetstreamManager(connection);
  for (const name of savedStreams) {
    await manager.streams.add({ name, subjects: [`${name}.>`], num_replicas: replicas, max_bytes: streamBytes });
  }
});
afterAll(async () => {
  await connection?.close();
  for (const server of servers) await server.child.stop();
  rmSync(scratch, { recursive: true, force: true });
  guardian.dismiss();
});

/** Whether whoever places streams has heard what these have reserved. */
const isKnownToBeFull = async (): Promise<boolean> => {
  const probe = { name: 'PROBE', subjects: ['probe'], num_replicas: replicas, max_bytes: streamBytes };
  try {
    await manager.streams.add(probe);
    await manager.streams.delete(probe.name);
    return false;
  } catch (error) {
    return error instanceof JetStreamApiError && error.code === noSuitablePeers;
  }
};

describe('streams on three servers that have room for them once', () => {
  it('are put back when the servers have heard that the old ones are gone', async () => {
    const directory = mkdtempSync(join(scratch, 'backup-'));
    const publish = (text: string) => connection.request(`${streamNames.orders}.created`, text);
    for (const text of ['one', 'two']) await publish(text);
    for (const stream of savedStreams) await saveStream(connection, stream, directory);
    await publish('late');
    await waitFor(isKnownToBeFull, { timeoutMs: 30_000, everyMs: 200, describe: 'the servers to know they are full' });

    const say = () => undefined;
    await restoreStreams(connection, { directory, replicas, signal: AbortSignal.timeout(50_000), say });

    const orders = await manager.streams.info(streamNames.orders);
    expect(orders.state.messages).toBe(2);
    expect(orders.config.num_replicas).toBe(replicas);
    for (const stream of savedStreams) await manager.streams.info(stream);
  });
});
