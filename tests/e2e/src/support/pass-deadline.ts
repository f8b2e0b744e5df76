import { type TestStack, waitFor } from '@orderflow/testkit';
import pg from 'pg';

/** Lets the deadline of an order pass now, as soon as the order has one. */
export const passDeadline = async (stack: TestStack, orderId: string): Promise<void> => {
  const client = new pg.Client({ connectionString: stack.databaseUrl('order') });
  await client.connect();
  try {
    const pass = 'update orders set deadline_at = now(), due_at = now() where order_id = $1 and decision is null';
    await waitFor(async () => (await client.query(pass, [orderId])).rowCount === 1, { describe: 'the order’s row' });
  } finally {
    await client.end();
  }
};
