export interface SeedProduct {
  readonly sku: string;
  readonly name: string;
  /** Minor units of EUR. */
  readonly amount: number;
  readonly stock: number;
}

const ample = 1_000_000;

const row = (sku: string, name: string, amount: number, stock = ample): SeedProduct => ({ sku, name, amount, stock });

/** A small shop to try things with. One product is nearly gone, one is sold out. */
export const seedProducts: readonly SeedProduct[] = [
  row('TEAPOT', 'Teapot, cast iron, 0.9 l', 4_900),
  row('TEA-GREEN', 'Green tea, 100 g', 890),
  row('TEA-BLACK', 'Black tea, 100 g', 790),
  row('TEA-MINT', 'Peppermint, 60 g', 550),
  row('CUP-WHITE', 'Cup, white porcelain', 1_250),
  row('CUP-BLUE', 'Cup, blue glaze', 1_450),
  row('MUG-STEEL', 'Travel mug, steel', 2_400),
  row('COFFEE-ESPRESSO', 'Espresso beans, 500 g', 1_590),
  row('COFFEE-FILTER', 'Filter coffee beans, 500 g', 1_490),
  row('COFFEE-DECAF', 'Decaf beans, 250 g', 990),
  row('GRINDER', 'Hand grinder, ceramic', 7_900),
  row('KETTLE', 'Gooseneck kettle, 1 l', 6_500),
  row('SCALE', 'Kitchen scale, 0.1 g', 2_990),
  row('FILTER-PAPER', 'Filter papers, 100', 450),
  row('FRENCH-PRESS', 'French press, 1 l', 3_400),
  row('MOKA-POT', 'Moka pot, 6 cups', 3_200),
  row('MILK-JUG', 'Milk jug, 350 ml', 1_890),
  row('SUGAR-CANE', 'Cane sugar, 500 g', 320),
  row('HONEY', 'Blossom honey, 250 g', 680),
  row('BISCOTTI', 'Biscotti, 200 g', 520),
  row('CHOCOLATE-70', 'Chocolate 70 %, 100 g', 390),
  row('TRAY', 'Serving tray, oak', 3_900),
  row('POSTER-LIMITED', 'Poster, limited print', 12_000, 5),
  row('MUG-ANNIVERSARY', 'Anniversary mug, sold out', 1_900, 0),
];

/** Orders of these are the ones that a load test has rejected. */
export const soldOutSku = 'MUG-ANNIVERSARY';
