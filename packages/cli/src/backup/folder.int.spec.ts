import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serviceDatabases } from '@orderflow/local-stack';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkBackup, makeBackupFolder, sealBackup } from './folder.ts';
import { filesOfStream, savedStreams } from './streams.ts';

let scratch: string;

beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'orderflow-folder-'));
});
afterEach(() => {
  rmSync(scratch, { recursive: true, force: true });
});

const files = () => [
  ...serviceDatabases.map(({ database }) => join(scratch, `${database}.dump`)),
  ...savedStreams.flatMap((stream) => filesOfStream(scratch, stream)),
];
const written = () => {
  for (const file of files()) writeFileSync(file, 'content');
};

describe('the folder of a new backup', () => {
  it('is made with those above it, or is one that is empty', async () => {
    const directory = join(scratch, 'new', 'one');
    await makeBackupFolder(directory);
    await makeBackupFolder(directory);
    expect(readdirSync(directory)).toEqual([]);
  });

  it('is no file', async () => {
    const file = join(scratch, 'file');
    writeFileSync(file, '');
    await expect(makeBackupFolder(file)).rejects.toThrow(`${file} is a file: name a folder.`);
    await expect(makeBackupFolder(join(file, 'below'))).rejects.toThrow(/The folder .*below cannot be made: ENOTDIR/);
  });

  it.runIf(existsSync('/proc'))('is refused where none can be made', async () => {
    await expect(makeBackupFolder('/proc/x/y')).rejects.toThrow('The folder /proc/x/y cannot be made: ENOENT');
  });

  it('is refused when something is in it, which stays', async () => {
    writeFileSync(join(scratch, 'letter'), 'dear');
    await expect(makeBackupFolder(scratch)).rejects.toThrow(/is not empty: name a new folder/);
    written();
    await sealBackup(scratch);
    await expect(makeBackupFolder(scratch)).rejects.toThrow(/holds a backup already: name a new folder/);
    expect(readdirSync(scratch)).toContain('letter');
  });
});

describe('a backup that is to be put back', () => {
  it('is one that was finished', async () => {
    written();
    await expect(checkBackup(scratch)).rejects.toThrow(/holds no finished backup: backup.json, .* cannot be read/);
    await sealBackup(scratch);
    await expect(checkBackup(scratch)).resolves.toMatch(/^\d{4}-/);
  });

  it('is a folder that is there, and whose seal is one', async () => {
    await expect(checkBackup(join(scratch, 'nope'))).rejects.toThrow(/There is no folder .*nope/);
    writeFileSync(join(scratch, 'backup.json'), 'null');
    await expect(checkBackup(join(scratch, 'backup.json'))).rejects.toThrow(/is a file: name the folder/);
    await expect(checkBackup(scratch)).rejects.toThrow(/backup.json is not what `backup` writes/);
  });

  it('has every file in its full length', async () => {
    written();
    await sealBackup(scratch);
    rmSync(join(scratch, 'ORDERS.json'));
    writeFileSync(join(scratch, 'orderflow_order.dump'), 'con');
    const faults = 'orderflow_order.dump has 3 bytes instead of 7, ORDERS.json is missing';
    await expect(checkBackup(scratch)).rejects.toThrow(`is not complete: ${faults}. Copy it again`);
    rmSync(join(scratch, 'orderflow_order.dump'));
    mkdirSync(join(scratch, 'orderflow_order.dump'));
    await expect(checkBackup(scratch)).rejects.toThrow('orderflow_order.dump is missing');
  });
});
