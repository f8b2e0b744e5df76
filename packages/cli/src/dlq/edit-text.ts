import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppError } from '@orderflow/errors';

/** Opens the person's editor on the text. Resolves with what was saved when it ends; rejects with ABORTED when it failed. */
export const editText = async (text: string, editor: string): Promise<string> => {
  const directory = mkdtempSync(join(tmpdir(), 'orderflow-edit-'));
  const file = join(directory, 'payload.json');
  try {
    // Payment tokens are in it.
    writeFileSync(file, text, { mode: 0o600 });
    // Through a shell, since an editor may come with arguments; the file is not part of the script.
    const child = spawn('sh', ['-c', `${editor} "$1"`, 'sh', file], { stdio: 'inherit' });
    const [code, signal] = await once(child, 'exit');
    if (code !== 0) throw new AppError('ABORTED', `The editor ended with ${code ?? signal}: nothing was sent.`);
    return readFileSync(file, 'utf8');
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
};
