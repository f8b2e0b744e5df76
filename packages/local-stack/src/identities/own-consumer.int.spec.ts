import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { repositoryRoot } from '../repository.ts';
import { type NatsWorld, startNatsWorld } from './nats-world.spec.ts';

/** The user that docs/events.md shows to whoever wants one of his own. */
const documented = (): string => {
  const page = readFileSync(join(repositoryRoot, 'docs/events.md'), 'utf8');
  const [, block] = /^```\n( +\{\n +user: shipping\n[^`]+)```$/m.exec(page) ?? [];
  if (block === undefined) throw new Error('docs/events.md has no block for a user `shipping`.');
  return block.replace('$NATS_SHIPPING_PASSWORD', '"of shipping"');
};

describe('the user in docs/events.md', () => {
  let world: NatsWorld;
  let connection: NatsConnection;

  beforeAll(async () => {
    world = await startNatsWorld('', documented());
    const login = { user: 'shipping', pass: 'of shipping', inboxPrefix: '_INBOX_shipping' };
    connection = await connect({ servers: world.server.url, ...login });
  });
  afterAll(async () => {
    await connection?.close();
    await world?.stop();
  });

  const addDurable = async (subject: string) => {
    const { consumers } = await jetstreamManager(connection, { checkAPI: false });
    const own = { name: 'shipping', durable_name: 'shipping', filter_subject: subject };
    return consumers.add('ORDERS', { ...own, ack_policy: 'explicit' });
  };

  it('makes its durable, reads the event and acknowledges it', async () => {
    await addDurable('orders.confirmed');
    const { connection: setUp } = await world.visit('setup');
    await setUp.request('orders.created', 'not for it', { timeout: 2_000 });
    await setUp.request('orders.confirmed', 'for it', { timeout: 2_000 });

    const durable = await jetstream(connection).consumers.get('ORDERS', 'shipping');
    const message = await durable.next({ expires: 5_000 });

    expect([message?.subject, message?.string()]).toEqual(['orders.confirmed', 'for it']);
    expect(await message?.ackAck()).toBe(true);
    expect((await durable.info()).num_ack_pending).toBe(0);
  });

  it('may read nothing else, and publish nothing', async () => {
    await expect(addDurable('orders.created')).rejects.toThrow(/permission/i);
    await expect(connection.request('orders.created', 'x', { timeout: 2_000 })).rejects.toThrow(/permission/i);
  });
});
