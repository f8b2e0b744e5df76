import { classify, createGroupRead, type Pool } from '@orderflow/postgres';
import type { Policy } from '@orderflow/resilience';
import type { AcceptedOrders } from '../../application/ports.ts';
import { type AcceptanceRow, acceptanceOf } from './order-row.ts';

// Every request with a key asks, and nearly always in vain: no column more than the answer needs.
const readMany = `
  select order_id, total_amount, currency, fingerprint, created_at, position
  from orders
  where order_id = any($1::text[])`;

/** Which keys stand for an order already. `policy` is around each query, however many requests share it. */
export const createAcceptedOrders = (pool: Pool, policy: Policy): AcceptedOrders => {
  const query = async (orderIds: readonly string[]): Promise<readonly AcceptanceRow[]> => {
    try {
      return (await pool.query<AcceptanceRow>({ name: 'orders-accepted', text: readMany, values: [orderIds] })).rows;
    } catch (error) {
      throw classify(error);
    }
  };
  return {
    find: createGroupRead({
      read: async (orderIds: readonly string[]) => {
        const rows = await policy.execute(() => query(orderIds));
        const byId = new Map(rows.map((row) => [row.order_id, acceptanceOf(row)]));
        return orderIds.map((orderId) => byId.get(orderId));
      },
    }),
  };
};
