import type { Line, Money, OrderItem } from '@orderflow/contracts';
import { AppError } from '@orderflow/errors';

export interface PricedItems {
  readonly items: readonly OrderItem[];
  readonly totalAmount: Money;
}

/**
 * Prices what was asked for: the client never sends a price. `priceOf` is the catalogue's.
 * Throws UNKNOWN_SKU, MIXED_CURRENCIES, AMOUNT_TOO_LARGE (beyond 2^53 - 1 minor units).
 */
export const priceItems = (lines: readonly Line[], priceOf: (sku: string) => Money | undefined): PricedItems => {
  let amount = 0;
  let currency: string | undefined;
  const items = lines.map(({ sku, quantity }): OrderItem => {
    const unitPrice = priceOf(sku);
    if (!unitPrice) {
      throw new AppError('UNKNOWN_SKU', `There is no product ${sku} in the catalogue.`, { details: { sku } });
    }
    currency ??= unitPrice.currency;
    if (unitPrice.currency !== currency) {
      throw new AppError(
        'MIXED_CURRENCIES',
        `${sku} is priced in ${unitPrice.currency}, another item in ${currency}; order them apart.`,
        { details: { sku } },
      );
    }
    amount += unitPrice.amount * quantity;
    return { sku, quantity, unitPrice };
  });
  if (!Number.isSafeInteger(amount)) {
    throw new AppError('AMOUNT_TOO_LARGE', 'The items add up to more than 2^53 - 1 minor units; order less.');
  }
  return { items, totalAmount: { amount, currency: currency ?? '' } };
};
