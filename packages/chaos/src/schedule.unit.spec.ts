import { failpointNames } from '@orderflow/failpoints';
import { describe, expect, it } from 'vitest';
import { type FamilyName, familyNames } from './faults/kind.ts';
import { faultKinds } from './faults/kinds.ts';
import { createSchedule } from './schedule.ts';

const familiesThere = familyNames.filter((family) => faultKinds.some((kind) => kind.family === family));

const schedule = (seed: number, durationSeconds = 60, families: readonly FamilyName[] = familiesThere) =>
  createSchedule({
    seed,
    durationMs: durationSeconds * 1_000,
    families,
    kinds: faultKinds,
    deadlineActs: seed % 3 === 0,
  });

const needsOf = ({ family, kind, ...plan }: ReturnType<typeof schedule>[number]) =>
  faultKinds.find((one) => one.family === family && one.kind === kind)?.occupies(plan) ?? [];

const seeds = Array.from({ length: 100 }, (_, index) => index);

describe('the schedule', () => {
  it('is the same for the same seed, duration and families, and another for another seed', () => {
    expect(schedule(7)).toEqual(schedule(7));
    expect(schedule(8)).not.toEqual(schedule(7));
  });

  it('keeps its numbers from version to version of what draws them', () => {
    const [first] = createSchedule({
      seed: 7,
      durationMs: 60_000,
      families: ['kill'],
      kinds: faultKinds,
      deadlineActs: false,
    });
    expect(first).toMatchObject({ atMs: 2_000, family: 'kill' });
  });

  it('has only the families that were asked for, and each of them', () => {
    const only: readonly FamilyName[] = ['kill', 'postgres'];
    expect(new Set(schedule(3, 60, only).map(({ family }) => family))).toEqual(new Set(only));
    const seen = seeds.map((seed) => new Set(schedule(seed).map(({ family }) => family)));
    for (const family of familyNames) expect(seen.filter((one) => one.has(family)).length).toBeGreaterThan(70);
  });

  it('goes through every failpoint, in the services that reach it, often enough within 100 seeds', () => {
    const planned = new Map<string, number>();
    for (const { family, params } of seeds.flatMap((seed) => schedule(seed))) {
      if (family === 'failpoint')
        planned.set(String(params.failpoint), (planned.get(String(params.failpoint)) ?? 0) + 1);
    }
    expect([...planned.keys()].sort()).toEqual([...failpointNames].sort());
    // Not each that is planned is reached in its time.
    expect(Math.min(...planned.values())).toBeGreaterThanOrEqual(25);
  });

  it('leaves the last third of a short run alone, and bounds every fault', () => {
    for (const seed of seeds) {
      for (const { atMs, durationMs } of schedule(seed, 30)) {
        expect(atMs + durationMs).toBeLessThanOrEqual(20_000);
        expect(durationMs).toBeLessThanOrEqual(8_000);
      }
    }
  });

  it('never strikes the same thing twice at a time', () => {
    for (const seed of seeds) {
      const held = schedule(seed).map((fault) => ({ ...fault, needs: needsOf(fault) }));
      for (const [index, one] of held.entries()) {
        const others = held.slice(index + 1).filter(({ atMs }) => atMs < one.atMs + one.durationMs);
        for (const other of others) expect(other.needs.filter((need) => one.needs.includes(need))).toEqual([]);
      }
    }
  });
});
