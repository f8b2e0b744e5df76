import type { OrderRequest } from '@orderflow/load';
import { seedProducts, soldOutSku } from '@orderflow/local-stack';
import type { Random } from '../random.ts';

/** When a client cancels, in ms after the order was accepted. */
export type CancelAfterMs = number | undefined;

/** What one client wants, and how it goes about it. Decided beforehand, by chance alone. */
export interface Wish {
  readonly order: OrderRequest;
  readonly cancelAfterMs: CancelAfterMs;
  /** The same request once more, after it was answered. */
  readonly repeated: boolean;
  /** The same key with another body, after it was answered: has to be refused. */
  readonly reused: boolean;
  /** When it asks for its order, in ms after it was accepted. */
  readonly readsAfterMs: readonly number[];
  /** `Prefer: wait` of so many seconds. */
  readonly preferWaitSeconds: number | undefined;
  /** It listens to the order's events. */
  readonly listens: boolean;
}

interface Kind {
  readonly weight: number;
  readonly paymentToken: string;
  readonly soldOut?: boolean;
}

const kinds: readonly Kind[] = [
  { weight: 58, paymentToken: 'tok_visa' },
  { weight: 10, paymentToken: 'tok_chargeDeclined' },
  { weight: 6, paymentToken: 'tok_visa', soldOut: true },
  { weight: 12, paymentToken: 'tok_slow' },
  { weight: 8, paymentToken: 'tok_unknownOutcome' },
  { weight: 6, paymentToken: 'tok_500ThenSuccess' },
];
const byWeight = kinds.flatMap((kind) => Array.from({ length: kind.weight }, () => kind));

/** Few enough that a customer has several orders at a time. */
const customers = 200;
const ampleSkus = seedProducts.filter(({ stock }) => stock >= 1_000).map(({ sku }) => sku);
const mostItems = 3;
const readsAfterMs = [0, 50, 300, 1_000, 3_000, 8_000] as const;

const cancelOf = (random: Random, { paymentToken }: Kind): CancelAfterMs => {
  // While the card is being charged is when a cancel is hardest.
  if (paymentToken === 'tok_slow' && random.chance(0.5)) return random.integer(50, 1_500);
  if (random.chance(0.08)) return 0;
  if (random.chance(0.05)) return random.integer(5, 400);
  return random.chance(0.03) ? random.integer(4_000, 8_000) : undefined;
};

const itemsOf = (random: Random, { soldOut }: Kind) => {
  const skus = random.shuffle(ampleSkus).slice(0, random.integer(1, mostItems));
  const chosen = soldOut ? [soldOutSku, ...skus.slice(1)] : skus;
  return chosen.map((sku) => ({ sku, quantity: random.integer(1, 3) }));
};

/** The wish of that number in a run. */
export const makeWish = (random: Random, run: string, index: number): Wish => {
  const kind = random.pick(byWeight);
  const customerId = `${run}-${random.integer(1, customers)}`;
  const { paymentToken } = kind;
  return {
    order: { customerId, items: itemsOf(random, kind), paymentToken, idempotencyKey: `${run}-${index}` },
    cancelAfterMs: cancelOf(random, kind),
    repeated: random.chance(0.08),
    reused: random.chance(0.03),
    readsAfterMs: random.chance(0.25) ? readsAfterMs.slice(0, random.integer(1, readsAfterMs.length)) : [],
    preferWaitSeconds: random.chance(0.02) ? random.integer(1, 3) : undefined,
    listens: random.chance(0.02),
  };
};

/** Another body under the same key. */
export const changed = ({ items, ...order }: OrderRequest): OrderRequest => ({
  ...order,
  items: items.map((item) => ({ ...item, quantity: 7 })),
});
