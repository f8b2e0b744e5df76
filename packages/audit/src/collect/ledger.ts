import { AppError } from '@orderflow/errors';
import type { Movement } from '../witnesses.ts';

/** The simulator gives no more at once. */
const entriesAPage = 50_000;
const timeoutMs = 60_000;

interface Entry extends Omit<Movement, 'kind'> {
  readonly kind: string;
  readonly order: string;
}

const readPage = async (pspUrl: string, after: number): Promise<readonly Entry[]> => {
  const url = `${pspUrl}/_ledger?limit=${entriesAPage}&after=${after}`;
  const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) });
  if (!response.ok)
    throw new AppError('DEPENDENCY_UNAVAILABLE', `psp-simulator answered ${response.status} to ${url}.`);
  return ((await response.json()) as { readonly entries: readonly Entry[] }).entries;
};

/** What moved money, by order, in the order in which it did. */
export const readLedger = async (pspUrl: string): Promise<ReadonlyMap<string, readonly Movement[]>> => {
  const movements = new Map<string, Movement[]>();
  for (let after = 0; ; ) {
    const page = await readPage(pspUrl, after);
    for (const { kind, order, amount, seq } of page) {
      if (kind !== 'capture' && kind !== 'refund') continue;
      const ofOrder = movements.get(order);
      if (ofOrder) ofOrder.push({ kind, amount, seq });
      else movements.set(order, [{ kind, amount, seq }]);
    }
    if (page.length < entriesAPage) return movements;
    after = page.at(-1)?.seq ?? after;
  }
};
