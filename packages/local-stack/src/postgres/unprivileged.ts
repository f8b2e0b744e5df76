import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { AppError } from '@orderflow/errors';
import { hostEnvironment } from '../config.ts';

/** Postgres refuses to run as root. These find it a user that exists already, and places where that user can go. */
export interface UnprivilegedUser {
  readonly uid: number;
  readonly gid: number;
  readonly name: string;
}

const accounts = (): readonly UnprivilegedUser[] => {
  if (!existsSync('/etc/passwd')) return [];
  return readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .flatMap(([name, , uid, gid]) =>
      name && uid && gid ? [{ name, uid: Number(uid) >>> 0, gid: Number(gid) >>> 0 }] : [],
    )
    .filter((account) => account.uid > 0);
};

/**
 * The user for Postgres when we are root, undefined when we are not: the person behind sudo, else the machine's
 * `postgres`, else `nobody`. It must have an entry in the list of users, as initdb looks its own up.
 */
export const unprivilegedUser = (): UnprivilegedUser | undefined => {
  if (process.getuid?.() !== 0) return undefined;
  const known = accounts();
  const behindSudo = Number(hostEnvironment.SUDO_UID ?? 0);
  const chosen =
    known.find((account) => account.uid === behindSudo) ??
    known.find((account) => account.name === 'postgres') ??
    known.find((account) => account.name === 'nobody');
  if (chosen === undefined) {
    throw new AppError(
      'DEPENDENCY_UNAVAILABLE',
      'Postgres does not run as root, and this machine has no user `postgres` or `nobody` to run it as: run this as an ordinary user.',
    );
  }
  return { uid: chosen.uid, gid: chosen.gid, name: chosen.name };
};

/** The name behind a user id, or the number itself. */
export const accountName = (uid: number): string =>
  accounts().find((account) => account.uid === uid)?.name ?? String(uid);

/** True when the user can enter the directory (asked of the system, so that ACLs and mounts count). */
export const canEnter = (user: UnprivilegedUser, directory: string): boolean =>
  spawnSync('/bin/sh', ['-c', 'cd -- "$0"', directory], {
    cwd: '/',
    uid: user.uid,
    gid: user.gid,
    stdio: 'ignore',
  }).status === 0;

/** True when the user can run the program. */
export const canRun = (user: UnprivilegedUser, program: string): boolean =>
  spawnSync(program, ['--version'], { cwd: '/', uid: user.uid, gid: user.gid, stdio: 'ignore' }).status === 0;

/** Where data of a checkout goes that its Postgres user cannot enter. */
export const sharedStateDirectory = '/var/lib/orderflow';

/** A copy of a folder of programs that every user may run; made once, whole or not at all. */
export const copyForEveryone = (source: string, name: string): string => {
  const target = join(sharedStateDirectory, 'programs', name);
  if (existsSync(target)) return target;
  mkdirSync(dirname(target), { recursive: true, mode: 0o755 });
  for (const directory of [sharedStateDirectory, dirname(target)]) chmodSync(directory, 0o755);
  const partial = join(dirname(target), `.${basename(target)}.${process.pid}`);
  rmSync(partial, { recursive: true, force: true });
  cpSync(source, partial, { recursive: true, verbatimSymlinks: true });
  spawnSync('chmod', ['-R', 'a+rX', partial]);
  try {
    renameSync(partial, target);
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    // Another process was faster: its copy is as good.
    if (!existsSync(target)) throw error;
  }
  return target;
};
