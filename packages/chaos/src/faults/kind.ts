import type { Random } from '../random.ts';
import type { World } from '../world/world.ts';

/** The families, in the order in which they are told of. */
export const familyNames = ['failpoint', 'kill', 'nats', 'postgres', 'network', 'clock', 'poison', 'psp'] as const;
export type FamilyName = (typeof familyNames)[number];

export type Params = Readonly<Record<string, string | number>>;

/** What a fault will do, decided before the run. */
export interface Plan {
  /** What it strikes: a process, a pair of them, a durable. */
  readonly target: string;
  /** From its beginning until it heals itself. 0: it is over at once. */
  readonly durationMs: number;
  readonly params?: Params;
}

/** For which run a fault is planned, and the how-manieth of its family it is there, from 0. */
export interface Occasion {
  readonly seed: number;
  readonly ordinal: number;
  /** Orders have a deadline that passes during the run. */
  readonly deadlineActs: boolean;
}

/** What a fault met, for the report and for the judgement whether the run tells anything. */
export interface Hit {
  /** Of a kill: whether the process had work in hand. */
  readonly busy?: boolean;
  readonly [fact: string]: unknown;
}

/** A fault that has begun. */
export interface Begun {
  /** Ends it; resolves with what it met. Keeps trying until what it changed is as before, and rejects after a minute. */
  heal(): Promise<Hit>;
}

/** One way in which things go wrong. */
export interface FaultKind {
  readonly family: FamilyName;
  readonly kind: string;
  /** How often it is chosen among those of its family. Default 1. */
  readonly weight?: number;
  /** Pure: no more than chance and the occasion decide. */
  plan(random: Random, occasion: Occasion): Plan;
  /** What of the world it has for itself: two faults with a word in common do not overlap. */
  occupies(plan: Plan): readonly string[];
  /** Rejects when it could not be done, having changed nothing. */
  begin(world: World, plan: Plan): Promise<Begun>;
}
