import { mkdir, open, readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { AppError } from '@orderflow/errors';
import { serviceDatabases } from '@orderflow/local-stack';
import { dumpOf } from './databases.ts';
import { filesOfStream, savedStreams } from './streams.ts';

// A backup is a folder of files, and one that says which: it is written last, so a folder without it was not finished.

const sealName = 'backup.json';

interface Seal {
  readonly savedAt: string;
  /** Bytes of each file, by its name in the folder. */
  readonly files: Readonly<Record<string, number>>;
}

/** All files of a backup but the seal. */
const fileNames: readonly string[] = [
  ...serviceDatabases.map(({ database }) => dumpOf('', database)),
  ...savedStreams.flatMap((stream) => filesOfStream('', stream)),
];

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
const unfit = (what: string, cause?: unknown): AppError => new AppError('CONFIG_INVALID', what, { cause });

/** Step by step: Node's recursive mkdir never ends where nothing can be made, as below /proc. */
const makeDirectories = async (directory: string): Promise<void> => {
  const parent = dirname(directory);
  if ((await stat(parent).catch(() => undefined)) === undefined && parent !== directory) await makeDirectories(parent);
  await mkdir(directory, { mode: 0o700 });
};

/** Rejects with CONFIG_INVALID, one sentence, where a new backup cannot go: what is there stays as it is. */
export const makeBackupFolder = async (directory: string): Promise<void> => {
  const found = await stat(directory).catch(() => undefined);
  if (found && !found.isDirectory()) throw unfit(`${directory} is a file: name a folder.`);
  try {
    if (!found) return await makeDirectories(resolve(directory));
    const inside = await readdir(directory);
    if (inside.length === 0) return;
    const what = inside.includes(sealName) ? 'holds a backup already' : 'is not empty';
    throw unfit(`${directory} ${what}: name a new folder, or remove what is in it.`);
  } catch (error) {
    if (AppError.is(error)) throw error;
    throw unfit(`The folder ${directory} cannot be made: ${reasonOf(error)}.`, error);
  }
};

const sizeOf = async (directory: string, name: string): Promise<number | undefined> => {
  const found = await stat(join(directory, name)).catch(() => undefined);
  return found?.isFile() ? found.size : undefined;
};

/** Marks the backup as whole. */
export const sealBackup = async (directory: string): Promise<void> => {
  const sizes = await Promise.all(fileNames.map(async (name) => [name, (await sizeOf(directory, name)) ?? 0] as const));
  const seal: Seal = { savedAt: new Date().toISOString(), files: Object.fromEntries(sizes) };
  const file = await open(join(directory, sealName), 'wx', 0o600);
  try {
    await file.writeFile(`${JSON.stringify(seal, null, 2)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
};

const readSeal = async (directory: string): Promise<Seal> => {
  const found = await stat(directory).catch(() => undefined);
  if (!found) throw unfit(`There is no folder ${directory}: name that of a backup.`);
  if (!found.isDirectory()) throw unfit(`${directory} is a file: name the folder of a backup.`);
  const text = await readFile(join(directory, sealName), 'utf8').catch((cause: unknown) => {
    const what = `${directory} holds no finished backup: ${sealName}, which \`backup\` writes last, cannot be read.`;
    throw unfit(what, cause);
  });
  try {
    const seal = JSON.parse(text) as Partial<Seal> | null;
    if (seal?.savedAt !== undefined && seal.files !== undefined) return { savedAt: seal.savedAt, files: seal.files };
  } catch {
    // Said below.
  }
  throw unfit(`${join(directory, sealName)} is not what \`backup\` writes: take a backup that was not changed.`);
};

/** Resolves with when it was saved; CONFIG_INVALID, one sentence that names the files, when it is not as `backup` left it. */
export const checkBackup = async (directory: string): Promise<string> => {
  const { savedAt, files } = await readSeal(directory);
  const faults: string[] = [];
  for (const name of fileNames) {
    const size = await sizeOf(directory, name);
    if (size === undefined) faults.push(`${name} is missing`);
    else if (size !== files[name]) faults.push(`${name} has ${size} bytes instead of ${files[name] ?? 'none'}`);
  }
  if (faults.length === 0) return savedAt;
  throw unfit(`The backup in ${directory} is not complete: ${faults.join(', ')}. Copy it again, or take another.`);
};
