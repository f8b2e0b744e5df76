import type { JetStreamManager } from '@nats-io/jetstream';
import { Kvm } from '@nats-io/kv';
import type { NatsConnection } from '@nats-io/nats-core';
import { AppError } from '@orderflow/errors';
import type { DurableDefinition, StreamDefinition, Topology } from '../ports.ts';
import { asAppError, openManager, orUndefined } from './api.ts';
import { attemptsTtlMs, bucketMaxBytes, buckets } from './buckets.ts';
import { durableConfig, durableDifferences, durableUpdate } from './durable-config.ts';
import { createDurableStore, type DurableStore, resumeAt } from './durable-store.ts';
import { streamConfig, streamDifferences, streamUpdate } from './stream-config.ts';

/** What `ensureTopology` did. The sentences name the stream or durable. */
export interface ChangeReport {
  readonly created: readonly string[];
  readonly updated: readonly string[];
  readonly unchanged: readonly string[];
}

export interface TopologyFindings {
  /** Weaker than the promises rest on: a service must not start. */
  readonly errors: readonly string[];
  /** Another capacity than asked for; a durable that was deleted, which the bus that reads it makes again. */
  readonly warnings: readonly string[];
  /** Streams, durables and buckets that do not exist (yet). The bus waits for them and says so in its status. */
  readonly missing: readonly string[];
}

interface Changes {
  readonly created: string[];
  readonly updated: string[];
  readonly unchanged: string[];
  readonly impossible: string[];
}

const ensureStream = async (manager: JetStreamManager, stream: StreamDefinition, changes: Changes): Promise<void> => {
  const info = await orUndefined(manager.streams.info(stream.name));
  if (info === undefined) {
    await manager.streams.add(streamConfig(stream));
    changes.created.push(`Stream ${stream.name}`);
    return;
  }
  const { fixed, weaker, capacity } = streamDifferences(stream, info.config);
  changes.impossible.push(...fixed);
  if (fixed.length > 0) return;
  if (weaker.length + capacity.length === 0) {
    changes.unchanged.push(`Stream ${stream.name}`);
    return;
  }
  await manager.streams.update(stream.name, streamUpdate(stream, info.config.subjects));
  changes.updated.push(...weaker, ...capacity);
};

const ensureDurable = async (
  manager: JetStreamManager,
  store: DurableStore,
  durable: DurableDefinition,
  changes: Changes,
): Promise<void> => {
  const stream = await manager.streams.info(durable.stream);
  let info = await orUndefined(manager.consumers.info(durable.stream, durable.name));
  if (info === undefined) {
    // One that was deleted goes on where it stood: from the start, days of messages would come again.
    const config = durableConfig(durable, resumeAt(await store.read(durable.name), stream));
    info = await manager.consumers.add(durable.stream, config);
    changes.created.push(`Durable ${durable.name}`);
  } else {
    const { fixed, weaker, capacity } = durableDifferences(durable, info.config);
    changes.impossible.push(...fixed);
    if (fixed.length > 0) return;
    if (weaker.length + capacity.length === 0) {
      changes.unchanged.push(`Durable ${durable.name}`);
    } else {
      info = await manager.consumers.update(durable.stream, durable.name, { ...durableUpdate(durable), backoff: [] });
      changes.updated.push(...weaker, ...capacity);
    }
  }
  await store.save(durable, info, stream.created);
};

const ensureBuckets = async (connection: NatsConnection, topology: Topology, changes: Changes): Promise<void> => {
  const kv = new Kvm(connection);
  const manager = await openManager(connection);
  const replicas = Math.max(1, ...topology.streams.map((stream) => stream.replicas));
  const wanted = [
    { name: buckets.attempts, options: { ttl: attemptsTtlMs } },
    { name: buckets.durables, options: {} },
  ];
  for (const { name, options } of wanted) {
    const exists = (await orUndefined(manager.streams.info(`KV_${name}`))) !== undefined;
    await kv.create(name, { history: 1, replicas, max_bytes: bucketMaxBytes, ...options });
    (exists ? changes.unchanged : changes.created).push(`Bucket ${name}`);
  }
};

/**
 * Makes the streams, durables and buckets that are missing, and brings the others to their definition where that can
 * be done in place. Never deletes or recreates: a stream or durable that exists keeps its messages and its position.
 * For set-up, which has the rights; services call `verifyTopology`.
 * Rejects with TOPOLOGY_MISMATCH when something exists that cannot be changed in place, after doing the rest;
 * with LOG_UNAVAILABLE when the log does not answer.
 */
export const ensureTopology = async (connection: NatsConnection, topology: Topology): Promise<ChangeReport> => {
  const changes: Changes = { created: [], updated: [], unchanged: [], impossible: [] };
  try {
    const manager = await openManager(connection);
    for (const stream of topology.streams) await ensureStream(manager, stream, changes);
    await ensureBuckets(connection, topology, changes);
    const store = await createDurableStore(connection);
    for (const durable of topology.durables) await ensureDurable(manager, store, durable, changes);
  } catch (error) {
    throw asAppError(error);
  }
  if (changes.impossible.length > 0) throw new AppError('TOPOLOGY_MISMATCH', changes.impossible.join(' '));
  return { created: changes.created, updated: changes.updated, unchanged: changes.unchanged };
};

/**
 * Compares what exists with what the code relies on, and changes nothing.
 * Rejects with LOG_UNAVAILABLE when the log does not answer.
 */
export const verifyTopology = async (connection: NatsConnection, topology: Topology): Promise<TopologyFindings> => {
  const findings = { errors: [] as string[], warnings: [] as string[], missing: [] as string[] };
  const note = (found: { fixed: readonly string[]; weaker: readonly string[]; capacity: readonly string[] }): void => {
    findings.errors.push(...found.fixed, ...found.weaker);
    findings.warnings.push(...found.capacity);
  };
  const manager = await openManager(connection);
  for (const stream of topology.streams) {
    const info = await orUndefined(manager.streams.info(stream.name));
    if (info) note(streamDifferences(stream, info.config));
    else findings.missing.push(`Stream ${stream.name} does not exist.`);
  }
  for (const bucket of Object.values(buckets)) {
    const info = await orUndefined(manager.streams.info(`KV_${bucket}`));
    if (info === undefined) findings.missing.push(`Bucket ${bucket} does not exist.`);
  }
  // What is missing so far would also keep a durable from being made again.
  const store = findings.missing.length > 0 ? undefined : await createDurableStore(connection);
  for (const durable of topology.durables) {
    const info = await orUndefined(manager.consumers.info(durable.stream, durable.name));
    if (info) note(durableDifferences(durable, info.config));
    else if ((await store?.read(durable.name)) === undefined) {
      findings.missing.push(`Durable ${durable.name} does not exist.`);
    } else {
      // To wait for set-up here would be to wait for ever: whoever reads it makes it again, once it has started.
      findings.warnings.push(`Durable ${durable.name} was deleted; its service makes it again where it stood.`);
    }
  }
  return findings;
};
