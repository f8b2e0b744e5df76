import { appendFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Entry, Happening } from './entries.ts';
import { type Ledger, openLedger } from './ledger.ts';

let directory: string;
let file: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'orderflow-ledger-'));
  file = join(directory, 'sub', 'ledger.jsonl');
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const capture = (intent: string): Happening => ({ kind: 'capture', intent, amount: 100, currency: 'eur', order: 'o1' });

const opened = async (): Promise<{ ledger: Ledger; replayed: Entry[] }> => {
  const replayed: Entry[] = [];
  return { ledger: await openLedger(file, (entry) => replayed.push(entry)), replayed };
};

const write = async (...intents: string[]): Promise<void> => {
  const { ledger } = await opened();
  await Promise.all(intents.map((intent) => ledger.append(capture(intent))));
  await ledger.close();
};

const intents = async (): Promise<string[]> => {
  const { ledger, replayed } = await opened();
  await ledger.close();
  return replayed.map(({ intent }) => intent);
};

describe('the ledger', () => {
  it('is replayed in order when opened again, and goes on where it ended', async () => {
    await write('a', 'b', 'c');
    const { ledger, replayed } = await opened();
    expect(replayed.map(({ seq, intent }) => [seq, intent])).toEqual([
      [1, 'a'],
      [2, 'b'],
      [3, 'c'],
    ]);
    const key = { value: 'k', fingerprint: 'f', status: 200 };
    expect(await ledger.append(capture('d'), key)).toMatchObject({ seq: 4, key });
    await ledger.close();
  });

  it('has the line on the disk when append resolves', async () => {
    const { ledger } = await opened();
    await Promise.all(
      Array.from({ length: 200 }, async (_, index) => {
        const { seq } = await ledger.append(capture(`i${index}`));
        expect(readFileSync(file, 'utf8')).toContain(`"seq":${seq},`);
      }),
    );
    await ledger.close();
  });

  it('cuts off a last line that a crash has torn', async () => {
    await write('a', 'b');
    appendFileSync(file, '{"seq":3,"at":1,"kind":"cap');
    const { ledger, replayed } = await opened();
    expect(replayed).toHaveLength(2);
    await ledger.append(capture('c'));
    await ledger.close();
    expect(await intents()).toEqual(['a', 'b', 'c']);
  });

  it('keeps a last line that lacks only its newline', async () => {
    await write('a', 'b');
    truncateSync(file, readFileSync(file).length - 1);
    const { ledger, replayed } = await opened();
    expect(replayed).toHaveLength(2);
    await ledger.append(capture('c'));
    await ledger.close();
    expect(await intents()).toEqual(['a', 'b', 'c']);
  });

  it('refuses to start on damage that no crash explains', async () => {
    await write('a', 'b', 'c');
    const lines = readFileSync(file, 'utf8').split('\n');
    writeFileSync(file, [lines[0], 'rubbish', lines[2], ''].join('\n'));
    await expect(opened()).rejects.toThrow(/damaged after entry 1/);
    writeFileSync(file, [lines[0], lines[2], ''].join('\n'));
    await expect(opened()).rejects.toThrow(/damaged after entry 1/);
  });
});
