import { describe, expect, it } from 'vitest';
import {
  adjustmentRefused,
  createTopology,
  durables,
  events,
  serviceNames,
  services,
  serviceTopology,
  streamNames,
} from './index.ts';

const topology = createTopology();
const matches = (pattern: string, subject: string): boolean =>
  pattern.endsWith('.>') ? subject.startsWith(pattern.slice(0, -1)) : pattern === subject;
const streamsOf = (subject: string) =>
  topology.streams.filter(({ subjects }) => subjects.some((pattern) => matches(pattern, subject)));

describe('the topology', () => {
  it('stores every event in one stream, and someone reads it', () => {
    for (const { subject } of events) {
      expect(streamsOf(subject)).toHaveLength(1);
      // What was refused is told to the log, for those who make stock anew from it.
      if (subject === adjustmentRefused.subject) continue;
      expect(topology.durables.filter(({ subjects }) => subjects.includes(subject)).length).toBeGreaterThan(0);
    }
  });

  it('lets each durable read only what its own stream stores', () => {
    expect(topology.durables.map(({ name }) => name).sort()).toEqual(Object.values(durables).sort());
    for (const { stream, subjects } of topology.durables) {
      for (const subject of subjects) expect(streamsOf(subject).map(({ name }) => name)).toEqual([stream]);
    }
  });

  it('gives each durable a subject of its own for redrives', () => {
    for (const { name, subjects } of topology.durables) {
      const redrive = `redrive.${name}`;
      expect(subjects).toContain(redrive);
      expect(topology.durables.filter((one) => one.subjects.includes(redrive))).toHaveLength(1);
    }
  });

  it('has one publisher for each event, and one reader for each durable', () => {
    const of = (kind: 'publishes' | 'durables') => serviceNames.flatMap((service) => services[service][kind]).sort();
    expect(of('publishes')).toEqual(events.map(({ subject }) => subject).sort());
    expect(of('durables')).toEqual(Object.values(durables).sort());
  });

  it('is, for a service, the streams it touches and its own durables', () => {
    const { streams: of, durables: its } = serviceTopology('payment');
    expect(of.map(({ name }) => name)).toEqual(['ORDERS', 'PAYMENTS', 'DEAD_LETTERS']);
    expect(its.map(({ name }) => name)).toEqual([durables.paymentProcessor]);
    expect(serviceTopology('inventory').streams.map(({ name }) => name)).toEqual([
      'ORDERS',
      'INVENTORY',
      'DEAD_LETTERS',
    ]);
    expect(serviceTopology('order').streams).toEqual(topology.streams);
  });

  it('keeps dead letters for ever, the rest as long as it is told', () => {
    const { streams } = createTopology({ maxAgeMs: 1_000, replicas: 3, ordersMaxBytes: 5, otherMaxBytes: 6 });
    for (const { name, maxAgeMs, replicas, maxBytes } of streams) {
      const expected = [name === streamNames.deadLetters ? 0 : 1_000, 3, name === streamNames.orders ? 5 : 6];
      expect([maxAgeMs, replicas, maxBytes]).toEqual(expected);
    }
  });

  it('keeps a week by default, in 4 GiB for orders and 2 GiB for each other stream', () => {
    const gibibyte = 1024 ** 3;
    expect(topology.streams.map(({ maxAgeMs, maxBytes }) => [maxAgeMs / 86_400_000, maxBytes / gibibyte])).toEqual([
      [7, 4],
      [7, 2],
      [7, 2],
      [0, 2],
    ]);
  });
});
