import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createKeyCommand } from './keys.ts';

const request = { customer: 'ada', scope: ['customer'], name: undefined };
let scratch: string;
let printed: string[];

beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'orderflow-keys-'));
  printed = [];
  vi.spyOn(console, 'log').mockImplementation((line: string) => void printed.push(line));
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(scratch, { recursive: true, force: true });
});

it('shows a key whose line it has stored', () => {
  const file = join(scratch, 'keys');
  createKeyCommand({ ...request, file });
  expect(printed).toHaveLength(1);
  expect(readFileSync(file, 'utf8')).toMatch(/^.*ada.*\n$/);
});

it('shows no key when its line cannot be stored', () => {
  const file = join(scratch, 'nope', 'keys');
  expect(() => createKeyCommand({ ...request, file })).toThrow(
    `No key was made: its line cannot be appended to ${file} (ENOENT`,
  );
  expect(printed).toEqual([]);
});
