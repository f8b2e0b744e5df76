import { healWithinMs, persist } from '../persist.ts';
import type { PspFault } from '../world/psp.ts';
import type { FaultKind } from './kind.ts';

const occupies = () => ['psp-simulator'];
const target = 'psp-simulator';

/** A fault of the provider for a while; then calls that hang are let go. */
const provider = (
  kind: string,
  plan: FaultKind['plan'],
  faultsOf: (params: Readonly<Record<string, unknown>>) => readonly PspFault[],
): FaultKind => ({
  family: 'psp',
  kind,
  plan,
  occupies,
  begin: async ({ psp, load }, { params = {} }) => {
    for (const fault of faultsOf(params)) await psp.add(fault);
    return {
      heal: async () => {
        const { open } = load;
        await persist(() => psp.clear(), healWithinMs);
        return { openOrdersInTheEnd: open };
      },
    };
  },
});

/** Customers change their minds while the provider takes its time: what succeeds then has to be given back. */
const lateSuccess: FaultKind = {
  family: 'psp',
  kind: 'success-after-cancel',
  plan: (random) => ({ target, durationMs: random.integer(4_000, 6_000) }),
  occupies,
  begin: async ({ psp, load }) => {
    await psp.add({ mode: 'slow', match: { operation: 'confirm' }, delayMs: 2_000 });
    const cancelled = load.cancelRecent(40);
    return {
      heal: async () => {
        await persist(() => psp.clear(), healWithinMs);
        return { cancelsAccepted: await cancelled };
      },
    };
  },
};

const keysForgotten: FaultKind = {
  family: 'psp',
  kind: 'keys-forgotten',
  plan: () => ({ target, durationMs: 3_000 }),
  occupies,
  begin: async ({ psp }) => {
    // Calls that fail after they succeeded are repeated with keys that nobody knows any more.
    await psp.add({ mode: 'succeed_without_answering', count: 20 });
    return {
      heal: async () => {
        const forgotten = await persist(() => psp.forgetKeys(), healWithinMs);
        await persist(() => psp.clear(), healWithinMs);
        return { keysForgotten: forgotten };
      },
    };
  },
};

/** What a payment provider does on a bad day. */
export const pspFaults: readonly FaultKind[] = [
  provider(
    'slow',
    (random) => ({ target, durationMs: random.integer(3_000, 7_000), params: { delayMs: random.integer(500, 3_500) } }),
    ({ delayMs }) => [{ mode: 'slow', delayMs: Number(delayMs) }],
  ),
  provider(
    'errors',
    (random) => ({
      target,
      durationMs: random.integer(2_000, 6_000),
      params: { status: random.pick([500, 502, 503]) },
    }),
    ({ status }) => [{ mode: 'fail', status: Number(status) }],
  ),
  provider(
    'silent-success',
    (random) => ({ target, durationMs: random.integer(2_000, 5_000) }),
    () => [
      { mode: 'succeed_without_answering', match: { operation: 'confirm' } },
      { mode: 'succeed_without_answering', match: { operation: 'create' } },
      { mode: 'succeed_without_answering', match: { operation: 'refund' } },
    ],
  ),
  provider(
    'hang',
    (random) => ({ target, durationMs: random.integer(2_000, 6_000) }),
    () => [{ mode: 'hang' }],
  ),
  provider(
    'refund-failing',
    (random) => ({ target, durationMs: random.integer(4_000, 8_000) }),
    () => [{ mode: 'fail', match: { operation: 'refund' } }],
  ),
  lateSuccess,
  keysForgotten,
];
