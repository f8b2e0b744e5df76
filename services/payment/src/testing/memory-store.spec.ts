import type { PaymentStore, StoredPayment } from '../application/store.ts';
import { applyChange, newPayment } from '../domain/change.ts';

/** The store's promises over a map, with a clock that the test moves. */
export const createMemoryStore = () => {
  const rows = new Map<string, StoredPayment>();
  const clock = { nowMs: Date.parse('2026-11-21T10:00:00Z') };
  const keyWindowMs = 23 * 3_600_000;
  const now = () => new Date(clock.nowMs);
  const changes: string[] = [];

  const store: PaymentStore = {
    change: async (change) => {
      changes.push(change.kind);
      const row = rows.get(change.orderId) ?? newPayment(change.orderId);
      const next = { ...applyChange(row, change, { now: now(), keyWindowMs }), readAt: now() };
      rows.set(change.orderId, next);
      return next;
    },
    find: async (orderId) => rows.get(orderId),
    take: async (limit, leaseMs, parkedBefore) => {
      const taken: StoredPayment[] = [];
      for (const row of rows.values()) {
        const { dueAt, parkedAt, leased } = row.work;
        const early = parkedBefore && parkedAt && !leased && parkedAt <= parkedBefore;
        if (taken.length >= limit || !dueAt || !(dueAt <= now() || early)) continue;
        const work = { ...row.work, leased: true, dueAt: new Date(clock.nowMs + leaseMs) };
        const next = { ...row, work, readAt: now() };
        rows.set(row.facts.orderId, next);
        taken.push(next);
      }
      return taken;
    },
    now: async () => now(),
    countParked: async () => [...rows.values()].filter(({ work }) => work.dueAt).length,
  };
  return { store, rows, clock, changes };
};
