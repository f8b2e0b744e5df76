import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { familyNames, runSeeds, type SeedsSummary } from '@orderflow/chaos';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const seeds = [1, 2, 4];
/** Low: three stacks have two processors between them. */
const rate = 15;
const durationSeconds = 30;
/** Between two faults. A process that was killed needs a few seconds of a busy processor to come up. */
const everySeconds = 4;

/** A run that tells nothing is repeated once, and a busy machine takes its time for both. */
const hookTimeoutMs = 480_000;

let directory: string;
let summary: SeedsSummary;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'orderflow-chaos-artefacts-'));
  const { signal } = new AbortController();
  const common = {
    durationSeconds,
    rate,
    everySeconds,
    families: familyNames,
    env: process.env,
    artefactsDir: directory,
    signal,
  };
  summary = await runSeeds({ ...common, seeds, parallel: seeds.length });
}, hookTimeoutMs);
afterAll(() => {
  // Of a run with violations it is kept, to be looked into.
  if (summary?.totals.violations === 0) rmSync(directory, { recursive: true, force: true });
});

describe('the stack, with faults of every family mixed', () => {
  it('keeps every promise', () => {
    const found = summary.seeds.flatMap(({ seed, violations, artefacts }) =>
      violations.map((violation) => ({ seed, artefacts, ...violation })),
    );
    expect(found).toEqual([]);
  });

  it('was hit where it hurts, and most orders ended all the same', () => {
    expect(summary.seeds.flatMap(({ seed, voidReasons }) => voidReasons.map((reason) => `${seed}: ${reason}`))).toEqual(
      [],
    );
    const { sent, accepted, terminal } = summary.totals;
    expect(sent).toBe(seeds.length * rate * durationSeconds);
    expect(terminal).toBe(accepted);
    expect(Object.values(summary.failpoints).reduce((sum, count) => sum + count, 0)).toBeGreaterThan(0);
  });
});
