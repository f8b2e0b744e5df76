import { describe, expect, it } from 'vitest';
import { createAttempts, runsAlone } from './attempts.ts';
import type { AttemptLedger, AttemptRecord, Delivery } from './delivery.ts';

const delivered = (delivery: number, { sequence = 1, storedAtMs = 1_000 } = {}): Delivery => ({
  durable: 'labels',
  stream: 'PARCELS',
  subject: 'parcels.weighed',
  sequence,
  delivery,
  storedAt: new Date(storedAtMs),
  data: new Uint8Array(),
  header: () => undefined,
  headers: () => [],
  ack: () => {},
  nak: () => {},
  term: () => {},
  working: () => {},
});

const createLedger = (records = new Map<number, AttemptRecord>()) => {
  const ledger: AttemptLedger = {
    read: async (_durable, _stream, sequence) => records.get(sequence),
    write: async (_durable, _stream, sequence, record) => void records.set(sequence, record),
    forget: async (_durable, _stream, sequence) => void records.delete(sequence),
  };
  return { ledger, records };
};

describe('attempts', () => {
  it('run alone from the third delivery on', () => {
    expect([1, 2, 3, 4].map((delivery) => runsAlone(delivered(delivery)))).toEqual([false, false, true, true]);
  });

  it('are counted in memory, for each message', () => {
    const attempts = createAttempts(createLedger().ledger);
    attempts.failed(delivered(1));
    attempts.failed(delivered(2));
    attempts.failed(delivered(1, { sequence: 2 }));
    expect(attempts.failures(delivered(3))).toBe(2);
    attempts.settled(delivered(3));
    expect(attempts.failures(delivered(3))).toBe(0);
    expect(attempts.failures(delivered(3, { sequence: 2 }))).toBe(1);
  });

  it('go on from what another process has written', async () => {
    const { ledger, records } = createLedger();
    const before = createAttempts(ledger);
    before.failed(delivered(2));
    await before.begin(delivered(3));
    before.failed(delivered(3));
    await before.end(delivered(3), false);
    expect(records.get(1)).toEqual({ failures: 2, startsWithoutVerdict: 0 });
    const heir = createAttempts(ledger);
    expect(await heir.begin(delivered(4))).toBeUndefined();
    expect(heir.failures(delivered(4))).toBe(2);
    await heir.end(delivered(4), true);
    expect(records.size).toBe(0);
  });

  it('end when three starts had no verdict, and that stays so until it is settled', async () => {
    const { ledger, records } = createLedger();
    for (const delivery of [3, 4, 5]) expect(await createAttempts(ledger).begin(delivered(delivery))).toBeUndefined();
    for (const delivery of [6, 7]) {
      expect(await createAttempts(ledger).begin(delivered(delivery))).toMatchObject({ code: 'CRASH_LOOP' });
    }
    expect(records.get(1)).toEqual({ failures: 0, startsWithoutVerdict: 3 });
  });

  it('are not begun while the record cannot be reached', async () => {
    const away = () => Promise.reject(new Error('no answer'));
    const attempts = createAttempts({ read: away, write: away, forget: away });
    expect(await attempts.begin(delivered(3))).toMatchObject({ code: 'LOG_UNAVAILABLE', verdict: 'wait' });
    await attempts.end(delivered(3), true);
  });

  it('of a message do not count for one that has its place in a stream made again', () => {
    const attempts = createAttempts(createLedger().ledger);
    attempts.failed(delivered(1));
    expect(attempts.failures(delivered(1, { storedAtMs: 2_000 }))).toBe(0);
  });

  it('are remembered of the last ten thousand messages that failed', () => {
    const attempts = createAttempts(createLedger().ledger);
    for (let sequence = 1; sequence <= 10_001; sequence++) attempts.failed(delivered(1, { sequence }));
    expect(attempts.failures(delivered(2, { sequence: 1 }))).toBe(0);
    expect(attempts.failures(delivered(2, { sequence: 2 }))).toBe(1);
  });
});
