import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { EventContract } from './event-contract.ts';
import { events } from './events.ts';

// Messages live in the log for days and in dead letters for ever: the bytes of every version that was ever released
// must decode to the same payload. How to add one: README.md.

interface Golden {
  readonly type: string;
  readonly version: number;
  readonly payload: unknown;
  readonly hex: string;
}

const folder = join(import.meta.dirname, '../golden');
const goldens = globSync('*.json', { cwd: folder })
  .sort()
  .map((file) => [file, JSON.parse(readFileSync(join(folder, file), 'utf8')) as Golden] as const);
const all: readonly EventContract<unknown>[] = events;
const contractOf = ({ type, version }: Golden) => all.find((event) => event.type === type && event.version === version);

describe('golden bytes', () => {
  it.each(goldens)('%s decodes to the payload it was made of', (file, golden) => {
    const event = contractOf(golden);
    expect(basename(file)).toBe(`${golden.type}.v${golden.version}.json`);
    const decoded = event?.codec.decode(Buffer.from(golden.hex, 'hex'));
    expect(JSON.parse(JSON.stringify(decoded))).toEqual(golden.payload);
  });

  it.each(goldens)('%s is what the code writes in that version', (_file, golden) => {
    const codec = contractOf(golden)?.codec;
    const data = Buffer.from(golden.hex, 'hex');
    expect(codec && Buffer.from(codec.encode(codec.decode(data)))).toEqual(data);
  });

  it('exist for every version of every event', () => {
    const files = goldens.map(([file]) => file);
    expect(all.map(({ type, version }) => `${type}.v${version}.json`).filter((file) => !files.includes(file))).toEqual(
      [],
    );
  });
});
