import { setTimeout as delay } from 'node:timers/promises';
import { type ServiceName, serviceNames } from '@orderflow/local-stack';
import { healWithinMs, persist } from '../persist.ts';
import { runtimeRoleOf } from '../world/databases.ts';
import { untilRunning } from '../world/processes.ts';
import type { World } from '../world/world.ts';
import type { FaultKind, Plan } from './kind.ts';

const occupies = () => ['postgres'];

const serviceOf = ({ target }: Plan): ServiceName => {
  const found = serviceNames.find((name) => name === target);
  if (found === undefined) throw new RangeError(`${target} has no database`);
  return found;
};

const killed: FaultKind = {
  family: 'postgres',
  kind: 'kill',
  plan: () => ({ target: 'postgres', durationMs: 3_000 }),
  occupies,
  begin: async (world) => {
    await untilRunning(world, 'postgres');
    const { open } = world.load;
    world.stack.supervisor.get('postgres').kill('SIGKILL');
    return {
      heal: async () => {
        await untilRunning(world, 'postgres');
        return { openOrders: open };
      },
    };
  },
};

/** It stays away for as long as was planned, whatever the supervisor would like. */
const away = (kind: string, leastMs: number, mostMs: number): FaultKind => ({
  family: 'postgres',
  kind,
  plan: (random) => ({ target: 'postgres', durationMs: random.integer(leastMs, mostMs) }),
  occupies,
  begin: async (world) => {
    await untilRunning(world, 'postgres');
    const { open } = world.load;
    const postgres = world.stack.supervisor.get('postgres');
    await postgres.stop('held');
    return {
      heal: async () => {
        await postgres.resume();
        await untilRunning(world, 'postgres');
        return { openOrdersThen: open, openOrdersInTheEnd: world.load.open };
      },
    };
  },
});

const endCommits = `
  select count(pg_terminate_backend(pid))::int as ended from pg_stat_activity
  where usename = $1 and ((state = 'active' and query ilike 'commit%') or state like 'idle in transaction%')`;

/** Looks this often for a transaction that is being committed; each connection that is ended loses one batch. */
const lookEveryMs = 4;
const mostEnded = 20;

const commitsCut: FaultKind = {
  family: 'postgres',
  kind: 'terminate-commit',
  weight: 2,
  plan: (random) => ({ target: random.pick(serviceNames), durationMs: random.integer(2_000, 5_000) }),
  occupies,
  begin: async ({ databases }, plan) => {
    const role = runtimeRoleOf(serviceOf(plan));
    const over = new AbortController();
    let ended = 0;
    const cut = databases.connected(serviceOf(plan), async (client) => {
      while (!over.signal.aborted && ended < mostEnded) {
        const { rows } = await client.query<{ ended: number }>(endCommits, [role]);
        ended += rows[0]?.ended ?? 0;
        await delay(lookEveryMs);
      }
    });
    // What ends it early (another fault of the server) is no failure of this one.
    const done = cut.catch(() => undefined);
    return {
      heal: async () => {
        over.abort();
        await done;
        return { transactionsCut: ended };
      },
    };
  },
};

const endConnections = 'select count(pg_terminate_backend(pid))::int as ended from pg_stat_activity where usename = $1';

const limitConnections = (world: World, service: ServiceName, limit: number) =>
  world.databases.connected(service, async (client) => {
    // Neither can be a parameter; the role's name is ours, and the limit a number.
    await client.query(`alter role ${runtimeRoleOf(service)} connection limit ${limit}`);
  });

const poolExhausted: FaultKind = {
  family: 'postgres',
  kind: 'pool-exhausted',
  plan: (random) => ({
    target: random.pick(serviceNames),
    durationMs: random.integer(2_000, 6_000),
    params: { connections: random.integer(0, 1) },
  }),
  occupies,
  begin: async (world, plan) => {
    const service = serviceOf(plan);
    await persist(() => limitConnections(world, service, Number(plan.params?.connections ?? 0)), healWithinMs);
    const ended = await world.databases.connected(service, async (client) => {
      const { rows } = await client.query<{ ended: number }>(endConnections, [runtimeRoleOf(service)]);
      return rows[0]?.ended ?? 0;
    });
    return {
      heal: async () => {
        await persist(() => limitConnections(world, service, -1), healWithinMs);
        return { connectionsEnded: ended };
      },
    };
  },
};

const refuseWrites = `
  create or replace function chaos_disk_full() returns trigger language plpgsql as $$
  begin
    raise exception using errcode = '53100', message = 'could not extend file: No space left on device';
  end $$;
  do $$
  declare name text;
  begin
    for name in select tablename from pg_tables where schemaname = 'public' and tablename !~ 'migrations' loop
      execute format('create trigger chaos_disk_full before insert or update on %I for each statement execute function chaos_disk_full()', name);
    end loop;
  end $$;`;
const takeWrites = "set lock_timeout = '2s'; drop function if exists chaos_disk_full() cascade";

const diskRefused: FaultKind = {
  family: 'postgres',
  kind: 'disk-refused',
  plan: (random) => ({ target: random.pick(serviceNames), durationMs: random.integer(2_000, 6_000) }),
  occupies,
  begin: async ({ databases, load }, plan) => {
    const service = serviceOf(plan);
    await databases.connected(service, (client) => client.query(refuseWrites));
    return {
      heal: async () => {
        const { open } = load;
        await persist(() => databases.connected(service, (client) => client.query(takeWrites)), healWithinMs);
        return { openOrdersInTheEnd: open };
      },
    };
  },
};

/** What happens to the databases: the server, its connections, its transactions, its disk. */
export const postgresFaults: readonly FaultKind[] = [
  killed,
  away('restart', 1_000, 6_000),
  commitsCut,
  poolExhausted,
  diskRefused,
];
