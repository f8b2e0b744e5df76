import { describe, expect, it } from 'vitest';
import type { Delivery } from '../engine/delivery.ts';
import type { Topology } from '../ports.ts';
import { createMemoryLog } from './memory-log.ts';
import { matches } from './memory-stream.ts';
import { createVirtualClock } from './virtual-clock.ts';

const topology: Topology = {
  streams: [
    { name: 'S', subjects: ['s.>'], maxBytes: 100, maxAgeMs: 0, duplicateWindowMs: 1_000, replicas: 1 },
    { name: 'DEAD', subjects: ['dead_letters.>'], maxBytes: 100, maxAgeMs: 0, duplicateWindowMs: 1_000, replicas: 1 },
  ],
  durables: [{ name: 'd', stream: 'S', subjects: ['s.a'], ackWaitMs: 500, maxAckPending: 2 }],
  deadLetterStream: 'DEAD',
};

const rest = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const createBench = () => {
  const clock = createVirtualClock(0);
  const log = createMemoryLog(topology, clock);
  const deliveries: Delivery[] = [];
  const seen = (): string[] => deliveries.map(({ sequence, delivery }) => `${sequence}/${delivery}`);
  const source = log.open('d', (delivery) => deliveries.push(delivery));
  const append = (subject: string, id?: string, bytes = 1) =>
    log.append(subject, id === undefined ? [] : [['Nats-Msg-Id', id]], new Uint8Array(bytes));
  const passTo = async (ms: number): Promise<void> => {
    clock.after(ms - clock.now(), () => {});
    while (clock.now() < ms && clock.step()) await rest();
  };
  return { clock, log, deliveries, seen, source, append, passTo };
};

describe('the log in memory', () => {
  it('takes a repeated identity for a duplicate within its window, and no longer', async () => {
    const { append, passTo } = createBench();
    expect(append('s.a', 'x')).toEqual({ stream: 'S', sequence: 1, duplicate: false });
    await passTo(999);
    expect(append('s.a', 'x')).toEqual({ stream: 'S', sequence: 1, duplicate: true });
    await passTo(1_000);
    expect(append('s.a', 'x')).toEqual({ stream: 'S', sequence: 2, duplicate: false });
  });

  it('refuses what no longer fits, and evicts nothing', () => {
    const { append, log } = createBench();
    append('s.a', undefined, 90);
    expect(() => append('s.a', undefined, 20)).toThrow(expect.objectContaining({ code: 'LOG_FULL' }));
    expect(append('s.a', undefined, 10).sequence).toBe(2);
    expect(log.messages('S')).toHaveLength(2);
  });

  it('refuses subjects that no stream takes, and everything while it is away', () => {
    const { append, log } = createBench();
    expect(() => append('t.a')).toThrow(expect.objectContaining({ code: 'LOG_UNAVAILABLE' }));
    log.stop();
    expect(() => append('s.a')).toThrow(expect.objectContaining({ code: 'LOG_UNAVAILABLE' }));
    log.start();
    expect(append('s.a').sequence).toBe(1);
  });

  it('delivers what matches, as much as is asked for, up to maxAckPending', async () => {
    const { append, source, seen, deliveries } = createBench();
    for (const subject of ['s.a', 's.b', 's.a', 's.a']) append(subject);
    source.request(1);
    await rest();
    expect(seen()).toEqual(['1/1']);
    source.request(9);
    await rest();
    expect(seen()).toEqual(['1/1', '3/1']);
    deliveries[0]?.ack();
    await rest();
    expect(seen()).toEqual(['1/1', '3/1', '4/1']);
  });

  it('delivers again after ack_wait, counted from the last sign of life', async () => {
    const { append, source, seen, deliveries, passTo } = createBench();
    append('s.a');
    source.request(9);
    await rest();
    await passTo(400);
    deliveries[0]?.working();
    await passTo(899);
    expect(seen()).toEqual(['1/1']);
    await passTo(900);
    expect(seen()).toEqual(['1/1', '1/2']);
  });

  it('delivers again after the delay of a nak, and never after term', async () => {
    const { append, source, seen, deliveries, passTo, log } = createBench();
    append('s.a');
    source.request(9);
    await rest();
    deliveries[0]?.nak(50);
    await passTo(49);
    expect(seen()).toEqual(['1/1']);
    expect(log.durable('d')?.unsettled()).toBe(1);
    await passTo(50);
    expect(seen()).toEqual(['1/1', '1/2']);
    deliveries[1]?.term();
    await passTo(5_000);
    expect(seen()).toEqual(['1/1', '1/2']);
    expect(log.durable('d')?.unsettled()).toBe(0);
  });

  it('loses the settlements of the time it is away', async () => {
    const { append, source, seen, deliveries, passTo, log } = createBench();
    append('s.a');
    source.request(9);
    await rest();
    log.stop();
    deliveries[0]?.ack();
    log.start();
    await passTo(600);
    expect(seen()).toEqual(['1/1', '1/2']);
  });

  it('lets a durable that is made again go on behind what it had settled', async () => {
    const { append, source, seen, deliveries, log } = createBench();
    for (const subject of ['s.a', 's.a', 's.a']) append(subject);
    source.request(9);
    await rest();
    deliveries[0]?.ack();
    await rest();
    expect(seen()).toEqual(['1/1', '2/1', '3/1']);
    log.deleteDurable('d');
    expect(log.missing()).toEqual(['The durable d is missing.']);
    log.setUp();
    await rest();
    expect(seen()).toEqual(['1/1', '2/1', '3/1', '2/1', '3/1']);
  });

  it.each([
    ['s.>', 's.a', true],
    ['s.>', 's.a.b', true],
    ['s.>', 's', false],
    ['s.*', 's.a', true],
    ['s.*', 's.a.b', false],
    ['s.a', 's.a', true],
    ['s.a', 's.b', false],
    ['s.a', 's.a.b', false],
  ])('%s takes %s: %s', (pattern, subject, expected) => {
    expect(matches(pattern, subject)).toBe(expected);
  });
});
