import { AppError } from '@orderflow/errors';
import type { Movement } from '../witnesses.ts';

/** The most that the simulator gives at once. */
const maxEntries = 100_000;
const timeoutMs = 60_000;

interface Ledger {
  readonly entries: readonly (Movement & { readonly order: string } & { readonly kind: string })[];
}

/** What moved money, by order. Rejects when there is more than can be read: half a ledger is no witness. */
export const readLedger = async (pspUrl: string): Promise<ReadonlyMap<string, readonly Movement[]>> => {
  const response = await fetch(`${pspUrl}/_ledger?limit=${maxEntries}`, { signal: AbortSignal.timeout(timeoutMs) });
  if (!response.ok) throw new AppError('DEPENDENCY_UNAVAILABLE', `psp-simulator answered ${response.status}.`);
  const { entries } = (await response.json()) as Ledger;
  if (entries.length >= maxEntries) {
    throw new AppError('DEPENDENCY_UNAVAILABLE', `The ledger has ${maxEntries} entries or more: not all can be read.`);
  }
  const movements = new Map<string, Movement[]>();
  for (const { kind, order, amount, seq } of entries) {
    if (kind !== 'capture' && kind !== 'refund') continue;
    const ofOrder = movements.get(order) ?? [];
    ofOrder.push({ kind, amount, seq });
    movements.set(order, ofOrder);
  }
  return movements;
};
