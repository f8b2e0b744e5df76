/** Goods of one sku. `available + reserved + sold = received`, and none is ever negative. */
export interface Stock {
  readonly available: number;
  readonly reserved: number;
  readonly sold: number;
  /** Everything that ever came in, less what was written off. Changes only with an adjustment. */
  readonly received: number;
}

export const noStock: Stock = { available: 0, reserved: 0, sold: 0, received: 0 };

/** How many of each sku; every quantity is 1 or more. */
export type Quantities = ReadonlyMap<string, number>;

/** The stock that changes with a decision, as it is after it. */
export type StockChanges = ReadonlyMap<string, Stock>;

const moved = (
  stockOf: (sku: string) => Stock,
  quantities: Quantities,
  move: (stock: Stock, quantity: number) => Stock,
): StockChanges => {
  const changes = new Map<string, Stock>();
  for (const [sku, quantity] of quantities) changes.set(sku, move(stockOf(sku), quantity));
  return changes;
};

/** available → reserved */
export const reserve = (stockOf: (sku: string) => Stock, quantities: Quantities): StockChanges =>
  moved(stockOf, quantities, (stock, quantity) => ({
    ...stock,
    available: stock.available - quantity,
    reserved: stock.reserved + quantity,
  }));

/** reserved → available */
export const release = (stockOf: (sku: string) => Stock, quantities: Quantities): StockChanges =>
  moved(stockOf, quantities, (stock, quantity) => ({
    ...stock,
    reserved: stock.reserved - quantity,
    available: stock.available + quantity,
  }));

/** reserved → sold */
export const sell = (stockOf: (sku: string) => Stock, quantities: Quantities): StockChanges =>
  moved(stockOf, quantities, (stock, quantity) => ({
    ...stock,
    reserved: stock.reserved - quantity,
    sold: stock.sold + quantity,
  }));
