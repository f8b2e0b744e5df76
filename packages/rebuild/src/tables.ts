import { AppError } from '@orderflow/errors';
import pg from 'pg';
import type { RebuiltTable } from './projection.ts';

/** One row on which the log and the table do not agree. */
export interface Difference {
  readonly table: string;
  /** Values of the key columns, with a space between. */
  readonly key: string;
  /** `missing`: the log says it, the table lacks it. `unknown`: the table has it, the log does not say it. */
  readonly kind: 'missing' | 'unknown' | 'differs';
  /** Those that differ, when both have the row. */
  readonly columns: readonly string[];
}

/** More differences than these are counted and not told. */
const maxTold = 1_000;
const rowsAStatement = 2_000;

const name = pg.escapeIdentifier;
const scratchOf = (table: RebuiltTable): string => name(`rebuilt_${table.name}`);
const presentOf = (table: RebuiltTable): string => `public.${name(table.name)}`;
const sameKey = ({ key }: RebuiltTable): string =>
  key.map((column) => `rebuilt.${name(column)} = present.${name(column)}`).join(' and ');
const list = (columns: readonly string[]): string => columns.map(name).join(', ');

/** Blocks every writer of the tables until the transaction ends. */
export const lockTables = async (client: pg.Client, names: readonly string[]): Promise<void> => {
  const tables = names.map((table) => `public.${name(table)}`);
  await client.query(`lock table ${tables.join(', ')} in access exclusive mode`);
};

/** A column that a migration added and the rebuild was not taught would come out empty. */
const expectAllColumns = async (client: pg.Client, table: RebuiltTable): Promise<void> => {
  const known = new Set(table.columns.map(([column]) => column));
  const { rows } = await client.query<{ column: string }>(
    `select column_name as "column" from information_schema.columns where table_schema = 'public' and table_name = $1`,
    [table.name],
  );
  const untaught = rows.filter(({ column }) => !known.has(column)).map(({ column }) => column);
  if (untaught.length === 0 && rows.length === known.size) return;
  throw new AppError(
    'SCHEMA_MISMATCH',
    `The rebuild does not know the table ${table.name} as it is (${untaught.join(', ') || 'columns are missing'}): run the setup of this release, or teach its projection the column.`,
  );
};

const fill = async (client: pg.Client, table: RebuiltTable): Promise<void> => {
  const { columns, rows } = table;
  const arrays = columns.map(([, type], i) => `$${i + 1}::${type}[]`).join(', ');
  const names = list(columns.map(([column]) => column));
  const text = `insert into ${scratchOf(table)} (${names}) select * from unnest(${arrays})`;
  for (let from = 0; from < rows.length; from += rowsAStatement) {
    const some = rows.slice(from, from + rowsAStatement);
    await client.query(
      text,
      columns.map((_, i) => some.map((row) => row[i])),
    );
  }
};

/** Takes over from what is there what the log does not say. */
const keep = async (client: pg.Client, table: RebuiltTable): Promise<void> => {
  for (const { columns, when } of table.keep) {
    const set = columns.map((column) => `${name(column)} = present.${name(column)}`).join(', ');
    await client.query(
      `update ${scratchOf(table)} as rebuilt set ${set} from ${presentOf(table)} as present
       where ${sameKey(table)} and (${when})`,
    );
  }
};

/** Makes the table beside the one that is there, for this transaction. */
export const makeScratch = async (client: pg.Client, table: RebuiltTable): Promise<void> => {
  await expectAllColumns(client, table);
  await client.query(`create temporary table ${scratchOf(table)} (like ${presentOf(table)}) on commit drop`);
  await fill(client, table);
  const key = list(table.key);
  await client.query(`create unique index on ${scratchOf(table)} (${key})`);
  await client.query(`analyze ${scratchOf(table)}`);
  await keep(client, table);
};

interface Row {
  readonly key: string;
  readonly missing: boolean;
  readonly unknown: boolean;
  readonly columns: readonly string[];
}

/** Row by row, every column. */
export const compare = async (client: pg.Client, table: RebuiltTable): Promise<readonly Difference[]> => {
  const { key, columns } = table;
  const first = name(key[0] ?? '');
  const keyText = key
    .map((column) => `coalesce(rebuilt.${name(column)}, present.${name(column)})::text`)
    .join(", ' ', ");
  const differing = columns.map(([column]) => `rebuilt.${name(column)} is distinct from present.${name(column)}`);
  const named = columns.map(([column], i) => `case when ${differing[i]} then ${pg.escapeLiteral(column)} end`);
  const { rows } = await client.query<Row>(`
    select concat(${keyText}) as key, present.${first} is null as missing, rebuilt.${first} is null as unknown,
      array_remove(array[${named.join(', ')}], null) as columns
    from ${scratchOf(table)} as rebuilt full join ${presentOf(table)} as present on ${sameKey(table)}
    where ${differing.join(' or ')}
    order by unknown desc, 1
    limit ${maxTold}`);
  return rows.map(({ missing, unknown, ...row }) => {
    const kind = missing ? 'missing' : unknown ? 'unknown' : 'differs';
    return { table: table.name, key: row.key, kind, columns: kind === 'differs' ? row.columns : [] };
  });
};

/** What was made takes the place of what was there: its indexes, rights and constraints stay. */
export const replace = async (client: pg.Client, table: RebuiltTable): Promise<void> => {
  const columns = list(table.columns.map(([column]) => column));
  await client.query(`truncate ${presentOf(table)}`);
  await client.query(`insert into ${presentOf(table)} (${columns}) select ${columns} from ${scratchOf(table)}`);
};
