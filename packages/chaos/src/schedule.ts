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
}

/** The load runs alone for a moment first, so that every fault finds orders on their way. */
const undisturbedMs = 2_000;
/** Of a short run, what is left in the end for everything to come to rest under load. */
const calmShare = 1 / 3;
const longestCalmMs = 30_000;
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

/** Pure: the same options give the same schedule. Faults may overlap, never two on the same thing. */
export const createSchedule = (options: ScheduleOptions): readonly Scheduled[] => {
  const { seed, durationMs, families, kinds, everyMs = 2_000 } = options;
  const random = createRandom(seed);
  const nextFamily = takeTurns(random, families);
  const lastMs = durationMs - Math.min(longestCalmMs, durationMs * calmShare);
  const occupied = new Map<string, number>();
  const schedule: Scheduled[] = [];
  for (let atMs = undisturbedMs; atMs < lastMs; atMs += random.integer(everyMs / 2, everyMs * 1.5)) {
    const family = nextFamily();
    const own = kinds.filter((kind) => kind.family === family);
    for (let tried = 0; tried < tries; tried++) {
      const chosen = pickByWeight(random, own);
      const plan = chosen.plan(random);
      const needs = chosen.occupies(plan);
      const endMs = atMs + plan.durationMs;
      if (endMs > lastMs || needs.some((need) => (occupied.get(need) ?? 0) > atMs)) continue;
      for (const need of needs) occupied.set(need, endMs + settleMs);
      const { target, durationMs: ownMs, params = {} } = plan;
      schedule.push({ atMs, family, kind: chosen.kind, target, durationMs: ownMs, params });
      break;
    }
  }
  return schedule;
};

/** After a fault is healed its victim has this long to come up before it is struck again. */
const settleMs = 1_500;
