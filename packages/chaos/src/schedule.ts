import type { FamilyName, FaultKind, Params } from './faults/kind.ts';
import { createRandom, type Random } from './random.ts';

/** A fault and its moment. */
export interface Scheduled {
  /** Since the beginning of the load. */
  readonly atMs: number;
  readonly family: FamilyName;
  readonly kind: string;
  readonly target: string;
  readonly durationMs: number;
  readonly params: Params;
}

export interface ScheduleOptions {
  readonly seed: number;
  readonly durationMs: number;
  readonly families: readonly FamilyName[];
  readonly kinds: readonly FaultKind[];
  /** Mean time between the beginnings of two faults. Default 2 s. */
  readonly everyMs?: number;
  /** Orders have a deadline that passes during the run. */
  readonly deadlineActs: boolean;
}

/** The load runs alone for a moment first, so that every fault finds orders on their way. */
const undisturbedMs = 2_000;
/** Of a short run, what is left in the end for everything to come to rest under load. */
const calmShare = 1 / 3;
const longestCalmMs = 20_000;
/** Kinds that are tried for a moment at which all that is wanted is occupied. */
const tries = 8;

const pickByWeight = (random: Random, kinds: readonly FaultKind[]): FaultKind =>
  random.pick(kinds.flatMap((kind) => Array.from({ length: kind.weight ?? 1 }, () => kind)));

/** Every family in turn, in an order that changes from round to round. */
const takeTurns = (random: Random, families: readonly FamilyName[]): (() => FamilyName) => {
  let round: FamilyName[] = [];
  return () => {
    if (round.length === 0) round = [...random.shuffle(families)];
    return round.shift() ?? random.pick(families);
  };
};

/** Failpoints have a row of their own beside the other families: there are many, and each is to be hit often. */
const rowsOf = (families: readonly FamilyName[], everyMs: number) => {
  const others = families.filter((family) => family !== 'failpoint');
  const own = families.filter((family) => family === 'failpoint');
  return [
    { families: own, everyMs: everyMs * 1.5 },
    { families: others, everyMs },
  ].filter((row) => row.families.length > 0);
};

/** Pure: the same options give the same schedule. Faults may overlap, never two on the same thing. */
export const createSchedule = (options: ScheduleOptions): readonly Scheduled[] => {
  const { seed, durationMs, families, kinds, everyMs = 2_000, deadlineActs } = options;
  const random = createRandom(seed);
  const lastMs = durationMs - Math.min(longestCalmMs, durationMs * calmShare);
  const taken: (Scheduled & { readonly needs: readonly string[] })[] = [];

  const isFree = (needs: readonly string[], fromMs: number, toMs: number): boolean =>
    !taken.some(
      (one) =>
        one.needs.some((need) => needs.includes(need)) &&
        fromMs < one.atMs + one.durationMs + settleMs &&
        one.atMs < toMs + settleMs,
    );

  /** Chooses among those of the family until one finds what it needs free; perhaps none does. */
  const place = (family: FamilyName, atMs: number): void => {
    const own = kinds.filter((kind) => kind.family === family);
    const before = taken.filter((one) => one.family === family).length;
    for (let tried = 0; tried < tries; tried++) {
      const chosen = pickByWeight(random, own);
      const plan = chosen.plan(random, { seed, ordinal: before + tried, deadlineActs });
      const needs = chosen.occupies(plan);
      const { target, durationMs: ownMs, params = {} } = plan;
      if (atMs + ownMs > lastMs || !isFree(needs, atMs, atMs + ownMs)) continue;
      taken.push({ atMs, family, kind: chosen.kind, target, durationMs: ownMs, params, needs });
      return;
    }
  };

  for (const row of rowsOf(families, everyMs)) {
    const nextFamily = takeTurns(random, row.families);
    for (let atMs = undisturbedMs; atMs < lastMs; atMs += random.integer(row.everyMs / 2, row.everyMs * 1.5)) {
      place(nextFamily(), atMs);
    }
  }
  return taken.sort((a, b) => a.atMs - b.atMs).map(({ needs: _, ...scheduled }) => scheduled);
};

/** After a fault is healed its victim has this long to come up before it is struck again. */
const settleMs = 1_500;
