import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { catalogBucket, createTopology, events, type ServiceName, services } from '@orderflow/contracts';
import { buckets } from '@orderflow/eventbus/jetstream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type NatsWorld, startNatsWorld } from './nats-world.spec.ts';

let world: NatsWorld;
beforeAll(async () => {
  world = await startNatsWorld();
});
afterAll(async () => {
  await world?.stop();
});

const topology = createTopology();
const bucketNames = [catalogBucket, ...Object.values(buckets)];
const streamNames = [...topology.streams.map(({ name }) => name), ...bucketNames.map((name) => `KV_${name}`)];
const ownDurables = (service: ServiceName): readonly string[] => services[service].durables;
const ownSubjects = (service: ServiceName): readonly string[] => services[service].publishes;

/** Whatever touches a durable of somebody else. */
const onForeignDurable = (stream: string, durable: string): readonly string[] => [
  `$JS.API.CONSUMER.MSG.NEXT.${stream}.${durable}`,
  `$JS.ACK.${stream}.${durable}.1.1.1.1700000000000000000.0`,
  `$JS.ACK._.AbCdEf.${stream}.${durable}.1.1.1.1700000000000000000.0.x`,
  `$JS.API.CONSUMER.INFO.${stream}.${durable}`,
  `$JS.API.CONSUMER.CREATE.${stream}.${durable}`,
  `$JS.API.CONSUMER.CREATE.${stream}.${durable}.orders.created`,
  `$JS.API.CONSUMER.DURABLE.CREATE.${stream}.${durable}`,
  `$JS.API.CONSUMER.DELETE.${stream}.${durable}`,
  `$JS.API.CONSUMER.PAUSE.${stream}.${durable}`,
  `$JS.API.CONSUMER.RESET.${stream}.${durable}`,
  `$KV.${buckets.durables}.${durable}`,
  `$KV.${buckets.attempts}.${durable}.${stream}.1`,
  `dead_letters.${durable}`,
];

/** What only set-up may do to a stream, those of the buckets included. */
const onStream = (stream: string): readonly string[] => [
  ...['CREATE', 'UPDATE', 'DELETE', 'PURGE', 'MSG.DELETE', 'SNAPSHOT', 'RESTORE', 'LEADER.STEPDOWN'].map(
    (what) => `$JS.API.STREAM.${what}.${stream}`,
  ),
  `$JS.API.CONSUMER.CREATE.${stream}`,
  `$JS.API.CONSUMER.NAMES.${stream}`,
  `$JS.API.CONSUMER.LIST.${stream}`,
];

const forbidden = (service: ServiceName): readonly string[] => {
  const others = world.services.filter((other) => other !== service);
  return [
    ...events.map(({ subject }) => subject).filter((subject) => !ownSubjects(service).includes(subject)),
    ...topology.durables
      .filter(({ name }) => !ownDurables(service).includes(name))
      .flatMap(({ stream, name }) => onForeignDurable(stream, name)),
    ...topology.durables.map(({ name }) => `redrive.${name}`),
    // A durable under a new name would read everything.
    ...topology.streams.map(({ name }) => `$JS.API.CONSUMER.CREATE.${name}.mine`),
    ...streamNames.flatMap(onStream),
    ...(service === 'inventory' ? [] : [`$KV.${catalogBucket}.TEAPOT`]),
    `$JS.API.STREAM.MSG.GET.DEAD_LETTERS`,
    // A forged answer.
    ...others.map((other) => `_INBOX_${other}.abc.1`),
    ...['_INBOX.abc', '$JS.API.INFO', '$JS.API.STREAM.NAMES', '$JS.API.STREAM.LIST', '$SYS.REQ.SERVER.PING'],
    ...['orders', 'orders.created.more', 'dead_letters', 'anything.else'],
  ];
};

const notToBeHeard = (service: ServiceName): readonly string[] => {
  const heard: readonly string[] = services[service].hears;
  return [
    ...world.services.filter((other) => other !== service).map((other) => `_INBOX_${other}.>`),
    ...events.map(({ subject }) => subject).filter((subject) => !heard.includes(subject)),
    ...[
      '>',
      '*.*',
      '_INBOX.>',
      '_INBOX_*.>',
      'orders.>',
      'dead_letters.>',
      '$JS.ACK.>',
      '$JS.API.>',
      '$KV.>',
      '$SYS.>',
    ],
  ];
};

describe.each(['order', 'payment', 'inventory'] as const)('the NATS user %s', (service) => {
  it('is refused every subject that is not its own', async () => {
    const { connection, refused } = await world.visit(service);
    for (const subject of forbidden(service)) connection.publish(subject, '{}');
    expect(await refused()).toEqual(
      forbidden(service)
        .map((subject) => `publish ${subject}`)
        .sort(),
    );
  });

  it('is refused to listen to what is not meant for it', async () => {
    const { connection, refused } = await world.visit(service);
    for (const subject of notToBeHeard(service)) connection.subscribe(subject, { callback: () => undefined });
    expect(await refused()).toEqual(
      notToBeHeard(service)
        .map((subject) => `subscription ${subject}`)
        .sort(),
    );
  });

  it('publishes its own events, and hears the answers', async () => {
    const { connection, refused } = await world.visit(service);
    for (const subject of ownSubjects(service)) {
      const { data } = await connection.request(subject, 'body', { timeout: 2_000 });
      expect(Buffer.from(data).toString()).toMatch(/"seq"/);
    }
    expect(await refused()).toEqual([]);
  });
});

describe('the log', () => {
  it('was changed by none of it', async () => {
    const { connection } = await world.visit('setup');
    const manager = await jetstreamManager(connection);
    const messages = async (name: string) => (await manager.streams.info(name)).state.messages;
    for (const name of [
      ...bucketNames.filter((bucket) => bucket !== buckets.durables).map((bucket) => `KV_${bucket}`),
      'DEAD_LETTERS',
    ]) {
      expect([name, await messages(name)]).toEqual([name, 0]);
    }
    for (const { stream, name } of topology.durables) {
      expect((await manager.consumers.info(stream, name)).delivered.consumer_seq).toBe(0);
    }
  });

  it('lets set-up do everything to it', async () => {
    const { connection, refused } = await world.visit('setup');
    const manager = await jetstreamManager(connection);
    await manager.streams.add({ name: 'EXTRA', subjects: ['extra.>'] });
    await manager.streams.purge('ORDERS');
    await manager.consumers.delete('ORDERS', 'payment-processor');
    await manager.streams.delete('EXTRA');
    connection.subscribe('orders.>');
    connection.publish('redrive.payment-processor', '{}');
    expect(await refused()).toEqual([]);
  });

  it.each([{}, { user: 'order' }, { user: 'order', pass: 'orderflow' }, { user: 'admin', pass: 'admin' }])(
    'lets nobody else in: %j',
    async (login) => {
      await expect(connect({ servers: world.server.url, ...login, reconnect: false })).rejects.toThrow(/authoriz/i);
    },
  );
});
