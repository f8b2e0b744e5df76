import type { Stock } from './stock.ts';

/** Goods came in (`delta` above 0) or were written off (below). Sku and key are its identity, for ever. */
export interface Adjust {
  readonly kind: 'adjust';
  readonly sku: string;
  readonly key: string;
  readonly delta: number;
  readonly reason: string;
  readonly at: Date;
}

/** An adjustment that was decided: `refused` when it would have written off more than is available. */
export interface Adjustment {
  readonly sku: string;
  readonly key: string;
  readonly delta: number;
  readonly reason: string;
  readonly adjustedAt: Date;
  readonly outcome: 'applied' | 'refused';
}

export interface AdjustmentAnswer {
  /** That of the first command with this sku and key, also when this one says something else. */
  readonly adjustment: Adjustment;
  readonly changed: boolean;
}

export interface AdjustmentDecision {
  readonly answer: AdjustmentAnswer;
  /** The stock after it, when it changes. */
  readonly stock?: Stock;
}

/** What is reserved or sold cannot be written off, and counts stay exact: beyond 2^53 - 1 is refused as well. */
export const decideAdjust = (command: Adjust, standing: Adjustment | undefined, stock: Stock): AdjustmentDecision => {
  if (standing) return { answer: { adjustment: standing, changed: false } };
  const { sku, key, delta, reason, at } = command;
  const available = stock.available + delta;
  const received = stock.received + delta;
  const applies = available >= 0 && Number.isSafeInteger(received);
  const adjustment: Adjustment = { sku, key, delta, reason, adjustedAt: at, outcome: applies ? 'applied' : 'refused' };
  const answer: AdjustmentAnswer = { adjustment, changed: true };
  return applies ? { answer, stock: { ...stock, available, received } } : { answer };
};
