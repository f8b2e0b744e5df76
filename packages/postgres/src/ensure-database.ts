import pg from 'pg';
import { inSession } from './session.ts';

export interface RoleOptions {
  readonly role: string;
  readonly password: string;
}

export interface DatabaseOptions {
  /** Connection of a role that may create databases and roles. */
  readonly adminUrl: string;
  readonly database: string;
  /** Owns the database and runs the migrations. */
  readonly owner: RoleOptions;
  /** Reads, inserts and updates rows; deletes none and can change no schema. What services connect as. */
  readonly runtime: RoleOptions;
}

const name = pg.escapeIdentifier;
const text = pg.escapeLiteral;

/** Held by the whole setup: two at once would both find things missing, or change the same rights. */
const setupLockId = 724186;

/**
 * Makes the database and its two roles, and sets their passwords and rights. Called again, it changes nothing but the
 * passwords. Rejects with an AppError (see `classify`).
 */
export async function ensureDatabase(options: DatabaseOptions): Promise<void> {
  const { adminUrl, database, owner, runtime } = options;
  await inSession(adminUrl, async (admin) => {
    await admin.query('select pg_advisory_lock($1)', [setupLockId]);
    for (const role of [owner, runtime]) await ensureRole(admin, role);
    await admin.query(membership(owner));
    const { rowCount } = await admin.query('select from pg_database where datname = $1', [database]);
    if (rowCount === 0) await admin.query(`create database ${name(database)} owner ${name(owner.role)}`);
    await admin.query(databaseRights(options));
    const inside = new URL(adminUrl);
    inside.pathname = `/${encodeURIComponent(database)}`;
    await inSession(inside.href, (adminInside) => adminInside.query(schemaRights(options)));
  });
}

async function ensureRole(admin: pg.Client, { role, password }: RoleOptions): Promise<void> {
  const { rowCount } = await admin.query('select from pg_roles where rolname = $1', [role]);
  if (rowCount === 0) await admin.query(`create role ${name(role)}`);
  // A role statement takes no parameters, hence the literal.
  await admin.query(`alter role ${name(role)} with login password ${text(password)}`);
}

/** An admin who is no superuser must be a member of the owner to act for it. */
const membership = ({ role }: RoleOptions): string => `
  do $$ begin
    if not (select rolsuper from pg_roles where rolname = current_user) then
      execute format('grant %I to current_user', ${text(role)});
    end if;
  end $$;
`;

const databaseRights = ({ database, owner, runtime }: DatabaseOptions): string => `
  alter database ${name(database)} owner to ${name(owner.role)};
  revoke all on database ${name(database)} from public, ${name(runtime.role)};
  grant connect on database ${name(database)} to ${name(runtime.role)};
`;

/**
 * What the owner makes later, in migrations, is covered by the default privileges. Nothing is deleted by a service, so
 * that right is not given; what an earlier release gave is taken back first.
 */
const schemaRights = ({ owner, runtime }: DatabaseOptions): string => `
  alter schema public owner to ${name(owner.role)};
  revoke all on schema public from public, ${name(runtime.role)};
  grant usage on schema public to ${name(runtime.role)};
  revoke all on all tables in schema public from public, ${name(runtime.role)};
  grant select, insert, update on all tables in schema public to ${name(runtime.role)};
  grant usage, select on all sequences in schema public to ${name(runtime.role)};
  alter default privileges for role ${name(owner.role)} in schema public
    revoke all on tables from ${name(runtime.role)};
  alter default privileges for role ${name(owner.role)} in schema public
    grant select, insert, update on tables to ${name(runtime.role)};
  alter default privileges for role ${name(owner.role)} in schema public
    grant usage, select on sequences to ${name(runtime.role)};
`;
