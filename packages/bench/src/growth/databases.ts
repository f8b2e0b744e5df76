import type { ServiceName } from '@orderflow/local-stack';
import { serviceDatabases } from '@orderflow/local-stack';
import pg from 'pg';
import type { World } from '../world/world.ts';

/** Works in the database of a service, as its administrator. */
export const inDatabase = async <T>(
  { stack }: World,
  service: ServiceName,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> => {
  const found = serviceDatabases.find((one) => one.service === service);
  if (found === undefined) throw new RangeError(`no database belongs to ${service}`);
  const url = new URL(stack.postgresAdminUrl);
  url.pathname = `/${found.database}`;
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
};

interface PerOrder {
  readonly service: ServiceName;
  readonly table: string;
  /** In SQL, of what is not copied from the model; `number` counts the copies. */
  readonly others: Readonly<Record<string, string>>;
}

/** The table of each service that has one row for each order, for ever. */
const perOrder: readonly PerOrder[] = [
  {
    service: 'order',
    table: 'orders',
    others: {
      order_id: 'gen_random_uuid()::text',
      customer_id: "'grown-' || number % 1000",
      created_at: "model.created_at - number * interval '1 second'",
    },
  },
  { service: 'payment', table: 'payments', others: { order_id: 'gen_random_uuid()' } },
  { service: 'inventory', table: 'reservations', others: { order_id: 'gen_random_uuid()::text' } },
];

/**
 * Makes the three tables as large as if so many orders had ended, all as `model` did: its row is copied under other ids,
 * so that it is one that the services could have written.
 */
export const growTo = async (world: World, model: string, size: number): Promise<void> => {
  for (const { service, table, others } of perOrder) {
    await inDatabase(world, service, async (client) => {
      const { rows } = await client.query<{ count: number }>(`select count(*)::integer from ${table}`);
      const missing = Math.max(0, size - (rows[0]?.count ?? 0));
      const { fields } = await client.query(`select * from ${table} limit 0`);
      const columns = fields.map(({ name }) => name);
      const values = columns.map((name) => others[name] ?? `model.${name}`);
      await client.query(
        `insert into ${table} (${columns.join(', ')})
         select ${values.join(', ')} from ${table} model, generate_series(1, $2::integer) number
         where model.order_id::text = $1`,
        [model, missing],
      );
      await client.query(`vacuum analyze ${table}`);
    });
  }
};
