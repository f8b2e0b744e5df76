import { AppError } from '@orderflow/errors';
import { seedProducts, soldOutSku } from '@orderflow/local-stack';

export type Outcome = 'CONFIRMED' | 'CANCELLED' | 'REJECTED';

/** A kind of order, and how it should end. */
export interface OrderKind {
  readonly paymentToken: string;
  readonly skus: readonly string[];
  readonly expected: Outcome;
}

const ample = seedProducts.filter(({ stock }) => stock >= 1_000).map(({ sku }) => sku);

export const orderKinds = {
  confirm: { paymentToken: 'tok_visa', skus: ample, expected: 'CONFIRMED' },
  decline: { paymentToken: 'tok_chargeDeclined', skus: ample, expected: 'CANCELLED' },
  'no-stock': { paymentToken: 'tok_visa', skus: [soldOutSku], expected: 'REJECTED' },
  slow: { paymentToken: 'tok_slow', skus: ample, expected: 'CONFIRMED' },
  unknown: { paymentToken: 'tok_unknownOutcome', skus: ample, expected: 'CONFIRMED' },
} as const satisfies Record<string, OrderKind>;

export type KindName = keyof typeof orderKinds;

const isKindName = (name: string): name is KindName => Object.hasOwn(orderKinds, name);

/** Weights by kind; they need not add up to 100. */
export type Mix = ReadonlyMap<KindName, number>;

/** `confirm=90,decline=5,no-stock=5`. */
export const parseMix = (text: string): Mix => {
  const mix = new Map<KindName, number>();
  for (const part of text.split(',')) {
    const [name = '', weight = ''] = part.trim().split('=');
    const value = Number(weight);
    if (!isKindName(name) || weight === '' || !Number.isFinite(value) || value < 0) {
      const known = Object.keys(orderKinds).join(', ');
      throw new AppError(
        'CONFIG_INVALID',
        `"${part}" is no part of a mix: write kind=weight, with a kind of ${known}.`,
      );
    }
    mix.set(name, value);
  }
  if ([...mix.values()].every((weight) => weight === 0)) {
    throw new AppError('CONFIG_INVALID', `The mix "${text}" has no weight above 0.`);
  }
  return mix;
};

/** The kind that a number in [0, 1) falls on. */
export const pickKind = (mix: Mix, random: number): KindName => {
  const total = [...mix.values()].reduce((sum, weight) => sum + weight, 0);
  let left = random * total;
  let last: KindName = 'confirm';
  for (const [name, weight] of mix) {
    if (weight === 0) continue;
    last = name;
    left -= weight;
    if (left < 0) return name;
  }
  return last;
};
