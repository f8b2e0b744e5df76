import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { type KV, Kvm } from '@nats-io/kv';
import {
  catalogBucket,
  durables,
  encodeCatalogEntry,
  events,
  orderCreated,
  type ServiceName,
  services,
  serviceTopology,
} from '@orderflow/contracts';
import { AppError } from '@orderflow/errors';
import { type Bus, deadLetterSubject, redriveSubject } from '@orderflow/eventbus';
import { createJetStreamBus, listDeadLetters, verifyTopology } from '@orderflow/eventbus/jetstream';
import { waitFor } from '@orderflow/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findNatsServer } from '../nats/find-nats-server.ts';
import { type NatsWorld, startNatsWorld, type Visitor } from './nats-world.spec.ts';

const one = '00000000-0000-8000-8000-000000000001';
const two = '00000000-0000-8000-8000-000000000002';
const three = '00000000-0000-8000-8000-000000000003';
const order = (orderId: string) => ({
  orderId,
  customerId: 'ada',
  items: [{ sku: 'TEAPOT', quantity: 1, unitPrice: { amount: 4900, currency: 'EUR' } }],
  totalAmount: { amount: 4900, currency: 'EUR' },
  paymentToken: 'tok_visa',
  fingerprint: '0'.repeat(64),
  createdAt: new Date(0),
});

// Acknowledgements and flow control have a newer form, with domain and account: an option from 2.14 on, then the rule.
const { version } = await findNatsServer();
const [major = 0, minor = 0] = version.split('.').map(Number);
const older = { form: 'the older form of acknowledgements', config: '' };
const newer = { form: 'the form with domain and account', config: 'feature_flags { js_ack_fc_v2: true }' };

describe.each(major > 2 || minor >= 14 ? [older, newer] : [older])(
  'with its own user, and $form, a service',
  ({ config }) => {
    let world: NatsWorld;
    const visitors = new Map<ServiceName, Visitor>();
    const buses = new Map<ServiceName, Bus>();
    /** Order ids, by the durable that handled them. */
    const handled = new Map<string, string[]>();
    const failing = new Set<string>();

    beforeAll(async () => {
      world = await startNatsWorld(config);
      for (const service of world.services) {
        const visitor = await world.visit(service);
        const topology = serviceTopology(service);
        const bus = createJetStreamBus({
          connection: visitor.connection,
          topology,
          source: `/${service}`,
          watchdog: { intervalMs: 50 },
          consume: Object.fromEntries(topology.durables.map(({ name }) => [name, { retryInitialMs: 1 }])),
        });
        for (const { name } of topology.durables) {
          handled.set(name, []);
          bus.subscribe(
            orderCreated,
            async ({ payload: { orderId } }) => {
              if (failing.has(orderId)) throw new AppError('UNDECODABLE', 'Not understood.');
              handled.get(name)?.push(orderId);
            },
            name,
          );
        }
        await bus.start();
        visitors.set(service, visitor);
        buses.set(service, bus);
      }
    });
    afterAll(async () => {
      for (const bus of buses.values()) await bus.drain();
      await world?.stop();
    });

    const of = <T>(map: ReadonlyMap<ServiceName, T>, service: ServiceName): T => map.get(service)!;
    const setUp = async () => jetstreamManager((await world.visit('setup')).connection);
    const refusals = async () => (await Promise.all([...visitors.values()].map((one) => one.refused()))).flat();

    it('finds all it rests on', async () => {
      for (const [service, { connection }] of visitors) {
        expect(await verifyTopology(connection, serviceTopology(service))).toEqual({
          errors: [],
          warnings: expect.any(Array),
          missing: [],
        });
      }
      expect(await refusals()).toEqual([]);
    });

    it('publishes, reads and acknowledges', async () => {
      await of(buses, 'order').publish(orderCreated, order(one));
      const manager = await setUp();
      for (const durable of [durables.orderProjector, durables.inventoryReserver]) {
        await waitFor(() => handled.get(durable)?.includes(one), { describe: `${durable} to handle it` });
        await waitFor(async () => {
          const { ack_floor, num_ack_pending } = await manager.consumers.info('ORDERS', durable);
          return ack_floor.stream_seq > 0 && num_ack_pending === 0;
        });
      }
      expect(await refusals()).toEqual([]);
    });

    it('stores what it cannot handle as a dead letter, and takes its redrive', async () => {
      failing.add(two);
      await of(buses, 'order').publish(orderCreated, order(two));
      const { connection } = await world.visit('setup');
      const letters = await waitFor(async () => {
        const found = await listDeadLetters(connection, serviceTopology('order'));
        return found.length === 2 && found;
      });
      expect(letters.map(({ durable }) => durable).sort()).toEqual([
        durables.inventoryReserver,
        durables.orderProjector,
      ]);
      failing.clear();
      const [letter] = letters;
      const { data } = await connection.request(
        redriveSubject(letter!.durable),
        orderCreated.codec.encode(order(two)),
        {
          timeout: 2_000,
        },
      );
      expect(Buffer.from(data).toString()).toMatch(/"seq"/);
      expect(deadLetterSubject(letter!.durable)).toMatch(/^dead_letters\./);
      expect(await refusals()).toEqual([]);
    });

    it('makes its durables again when they are deleted, and goes on where they stood', async () => {
      const manager = await setUp();
      for (const service of world.services) {
        for (const { name, stream } of serviceTopology(service).durables) await manager.consumers.delete(stream, name);
      }
      for (const service of world.services) {
        for (const { name, stream } of serviceTopology(service).durables) {
          await waitFor(() => manager.consumers.info(stream, name), { describe: `${name} to be made again` });
        }
      }
      await of(buses, 'order').publish(orderCreated, order(three));
      await waitFor(() => handled.get(durables.inventoryReserver)?.includes(three));
      expect(handled.get(durables.inventoryReserver)?.filter((id) => id === one)).toHaveLength(1);
      expect(await refusals()).toEqual([]);
    });

    it('follows the catalogue, which inventory alone writes', async () => {
      const products = 3_000;
      const open = (service: ServiceName): Promise<KV> => new Kvm(of(visitors, service).connection).open(catalogBucket);
      const written = await open('inventory');
      const entry = encodeCatalogEntry({ name: 'x'.repeat(500), price: { amount: 1, currency: 'EUR' } });
      // Many and large: the server asks for flow control.
      await Promise.all(Array.from({ length: products }, (_, i) => written.create(`SKU-${i}`, entry)));
      expect(await written.update('SKU-0', entry, (await written.get('SKU-0'))!.revision)).toBeGreaterThan(products);
      for (const service of ['order', 'inventory'] as const) {
        const bucket = await open(service);
        expect((await bucket.status()).values).toBe(products);
        expect((await bucket.get('SKU-1'))?.operation).toBe('PUT');
        const watch = await bucket.watch();
        let seen = 0;
        for await (const { delta } of watch) {
          seen++;
          if (delta === 0) break;
        }
        expect(seen).toBe(products);
      }
      await expect((await open('order')).put('SKU-0', entry)).rejects.toThrow(/permission/i);
      await expect((await open('payment')).put('SKU-0', entry)).rejects.toThrow(/permission/i);
      expect((await refusals()).filter((one) => one !== `publish $KV.${catalogBucket}.SKU-0`)).toEqual([]);
    });

    it('reads a message of its own stream, and hears what it listens to', async () => {
      const { connection, refused } = of(visitors, 'order');
      const manager = await jetstreamManager(connection, { checkAPI: false });
      expect((await manager.streams.getMessage('ORDERS', { seq: 1 }))?.subject).toBe(orderCreated.subject);
      const inventory = await jetstreamManager(of(visitors, 'inventory').connection, { checkAPI: false });
      expect(await inventory.streams.getMessage('INVENTORY', { seq: 999 })).toBeNull();
      const heard = new Set<string>();
      for (const subject of services.order.hears) {
        connection.subscribe(subject, { callback: (_error, message) => void heard.add(message.subject) });
      }
      const { connection: replica } = await world.visit('order');
      for (const { subject } of events.filter((event) => event.subject.startsWith('orders.'))) {
        await jetstream(replica).publish(subject, '{}');
      }
      await waitFor(() => heard.size === services.order.hears.length);
      expect(await refused()).toEqual([]);
    });
  },
);
