import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import {
  accountName,
  canEnter,
  sharedStateDirectory,
  type UnprivilegedUser,
  unprivilegedUser,
} from './unprivileged.ts';

export interface PostgresPlace {
  readonly dataDir: string;
  /** Whom Postgres runs as, when that is not us. */
  readonly user: UnprivilegedUser | undefined;
}

/** Where the databases of a data directory go when the Postgres user cannot enter it. */
const elsewhere = (stackData: string): string =>
  join(sharedStateDirectory, 'data', createHash('sha256').update(stackData).digest('hex').slice(0, 12));

const ownerOf = (dataDir: string, user: UnprivilegedUser): UnprivilegedUser => {
  const stat = statSync(join(dataDir, 'PG_VERSION'), { throwIfNoEntry: false });
  // Made before by an ordinary user, now we are root: its owner is who must run it.
  if (stat === undefined || stat.uid === 0 || stat.uid === user.uid) return user;
  return { uid: stat.uid, gid: stat.gid, name: accountName(stat.uid) };
};

/**
 * Where Postgres keeps its data, and whom it runs as. An ordinary user keeps them in the stack's own directory. Root
 * hands them to an unprivileged user; if that one cannot enter the directory (a home with mode 0700), they go below
 * /var/lib/orderflow, by a name derived from the directory.
 */
export const postgresPlace = (stackData: string): PostgresPlace => {
  const beside = join(stackData, 'postgres');
  const user = unprivilegedUser();
  if (user === undefined) return { dataDir: beside, user };
  const far = elsewhere(stackData);
  if (existsSync(join(far, 'PG_VERSION'))) return { dataDir: far, user: ownerOf(far, user) };
  mkdirSync(stackData, { recursive: true });
  if (canEnter(user, stackData)) return { dataDir: beside, user: ownerOf(beside, user) };
  mkdirSync(join(sharedStateDirectory, 'data'), { recursive: true });
  for (const directory of [sharedStateDirectory, join(sharedStateDirectory, 'data')]) chmodSync(directory, 0o755);
  return { dataDir: far, user };
};
