import { classify, type Pool } from '@orderflow/postgres';
import type { StockReader } from '../../application/ports.ts';
import { type AdjustmentRow, adjustmentFrom, type StockRow, stockFrom } from './rows.ts';
import { statements } from './statements.ts';

export const createStockReader = (pool: Pool): StockReader => ({
  stockOf: async (skus) => {
    if (skus.length === 0) return new Map();
    const { rows } = await answered(pool.query<StockRow>({ ...statements.readStock, values: [skus] }));
    return new Map(rows.map((row) => [row.sku, stockFrom(row)]));
  },
  adjustment: async (sku, key) => {
    const query = { ...statements.readAdjustments, values: [[sku], [key]] };
    const { rows } = await answered(pool.query<AdjustmentRow>(query));
    return rows[0] && adjustmentFrom(rows[0]);
  },
});

const answered = async <T>(query: Promise<T>): Promise<T> => {
  try {
    return await query;
  } catch (error) {
    throw classify(error);
  }
};
