import { headers as createHeaders } from '@nats-io/transport-node';
import { createTopology, events, orderCreated } from '@orderflow/contracts';
import { deadLetterSubject, redriveSubject } from '@orderflow/eventbus';
import { createRedriver, discardDeadLetter, listDeadLetters, showDeadLetter } from '@orderflow/eventbus/jetstream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type NatsWorld, startNatsWorld, type Visitor } from './nats-world.spec.ts';

const topology = createTopology();

describe('the identity that looks after dead letters', () => {
  let world: NatsWorld;
  let setUp: Visitor;
  let letters: Visitor;

  beforeAll(async () => {
    world = await startNatsWorld();
    setUp = await world.visit('setup');
    letters = await world.visit('letters');
  });
  afterAll(() => world?.stop());

  it('lists, shows, redrives and discards those of every durable', async () => {
    const { connection } = letters;
    for (const { name } of topology.durables) {
      for (const fate of ['redriven', 'discarded']) {
        const set = createHeaders();
        set.append('dead-letter-durable', name);
        set.append('dead-letter-time', fate);
        await setUp.connection.request(deadLetterSubject(name), 'x', { headers: set, timeout: 2_000 });
      }
      const [first, second] = await listDeadLetters(connection, topology, { durable: name });
      expect(await showDeadLetter(connection, topology, first!.sequence)).toMatchObject({ durable: name });
      const redriver = createRedriver(connection, topology);
      expect(await redriver.redrive(first!.sequence)).toMatchObject({ durable: name, earlier: false });
      await discardDeadLetter(connection, topology, second!.sequence);
      expect(await listDeadLetters(connection, topology)).toEqual([]);
    }
    expect(await letters.refused()).toEqual([]);
  });

  it('can do nothing else', async () => {
    const { connection } = letters;
    const subjects = [
      ...events.map(({ subject }) => subject),
      ...topology.durables.map(({ name }) => deadLetterSubject(name)),
      ...topology.durables.flatMap(({ name, stream }) => [
        `$JS.API.CONSUMER.MSG.NEXT.${stream}.${name}`,
        `$JS.API.CONSUMER.DELETE.${stream}.${name}`,
        `$JS.ACK.${stream}.${name}.1.1.1.1.0`,
      ]),
      ...topology.streams.flatMap(({ name }) => [
        `$JS.API.STREAM.PURGE.${name}`,
        `$JS.API.STREAM.DELETE.${name}`,
        `$JS.API.STREAM.UPDATE.${name}`,
      ]),
      ...topology.streams
        .filter(({ name }) => name !== topology.deadLetterStream)
        .map(({ name }) => `$JS.API.STREAM.MSG.DELETE.${name}`),
    ];
    for (const subject of subjects) connection.publish(subject, orderCreated.type);
    expect(await letters.refused()).toEqual(subjects.map((subject) => `publish ${subject}`).sort());
    for (const subject of ['>', 'orders.>', '_INBOX.>', '_INBOX_order.>'])
      connection.subscribe(subject, { callback: () => {} });
    expect(await letters.refused()).toHaveLength(4);
  });

  it('does what no service may', async () => {
    for (const service of world.services) {
      const visitor = await world.visit(service);
      const subjects = [
        `$JS.API.STREAM.MSG.GET.${topology.deadLetterStream}`,
        `$JS.API.STREAM.MSG.DELETE.${topology.deadLetterStream}`,
        ...topology.durables.map(({ name }) => redriveSubject(name)),
      ];
      for (const subject of subjects) visitor.connection.publish(subject);
      expect(await visitor.refused()).toEqual(subjects.map((subject) => `publish ${subject}`).sort());
    }
  });
});
