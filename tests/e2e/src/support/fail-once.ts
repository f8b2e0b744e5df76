import type { TestStack } from '@orderflow/testkit';
import pg from 'pg';

/** The next row that is written to the table is refused by the database, the one after it is not. */
export const failOnce = async (stack: TestStack, database: string, table: string): Promise<void> => {
  const url = new URL(stack.postgresAdminUrl);
  url.pathname = `/${database}`;
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  try {
    // A sequence counts on when its transaction is rolled back: that is what makes it once.
    await client.query(`
      create sequence writes_seen;
      create function refuse_first() returns trigger language plpgsql security definer as $$
      begin
        if nextval('public.writes_seen') = 1 then raise exception 'refused once, on purpose'; end if;
        return new;
      end $$;
      create trigger refuse_first before insert on ${table} for each row execute function refuse_first()`);
  } finally {
    await client.end();
  }
};
