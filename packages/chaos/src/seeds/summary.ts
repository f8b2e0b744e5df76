import type { Violation } from '@orderflow/audit';
import { failpointNames } from '@orderflow/failpoints';
import type { FamilyName } from '../faults/kind.ts';

/** What one seed came to. */
export interface SeedLine {
  readonly seed: number;
  /** Runs it took: a void one is repeated once. */
  readonly tried: number;
  readonly sent: number;
  readonly accepted: number;
  readonly terminal: number;
  readonly violations: readonly Violation[];
  readonly void: boolean;
  readonly voidReasons: readonly string[];
  readonly failpoints: Readonly<Record<string, number>>;
  readonly faults: readonly string[];
  readonly artefacts?: string;
}

type Counts = Readonly<Record<string, number>>;

/** Of many seeds: the content of `--json`. */
export interface SeedsSummary {
  readonly commit: string;
  readonly machine: string;
  readonly startedAt: string;
  readonly minutes: number;
  readonly parallel: number;
  readonly durationSeconds: number;
  readonly rate: number;
  readonly families: readonly FamilyName[];
  readonly totals: {
    readonly seeds: number;
    readonly sent: number;
    readonly accepted: number;
    readonly terminal: number;
    readonly violations: number;
    /** Seeds that stayed void, also when repeated. */
    readonly void: number;
    readonly repeated: number;
  };
  /** How often each failpoint ended its process; those that never did are there with 0. */
  readonly failpoints: Counts;
  /** How often each kind of fault was done. */
  readonly faults: Counts;
  readonly seeds: readonly (Omit<SeedLine, 'faults'> & { readonly faults: number })[];
}

const sum = <T>(list: readonly T[], of: (one: T) => number): number => list.reduce((total, one) => total + of(one), 0);

const sorted = (counts: ReadonlyMap<string, number>): Counts =>
  Object.fromEntries([...counts].sort(([a], [b]) => a.localeCompare(b)));

/** Adds up the seeds, in their order. */
export const summarise = (
  lines: readonly SeedLine[],
): Pick<SeedsSummary, 'totals' | 'failpoints' | 'faults' | 'seeds'> => {
  const failpoints = new Map<string, number>(failpointNames.map((name) => [name, 0]));
  const faults = new Map<string, number>();
  for (const line of lines) {
    for (const [name, count] of Object.entries(line.failpoints))
      failpoints.set(name, (failpoints.get(name) ?? 0) + count);
    for (const kind of line.faults) faults.set(kind, (faults.get(kind) ?? 0) + 1);
  }
  return {
    totals: {
      seeds: lines.length,
      sent: sum(lines, ({ sent }) => sent),
      accepted: sum(lines, ({ accepted }) => accepted),
      terminal: sum(lines, ({ terminal }) => terminal),
      violations: sum(lines, ({ violations }) => violations.length),
      void: sum(lines, (line) => (line.void ? 1 : 0)),
      repeated: sum(lines, ({ tried }) => (tried > 1 ? 1 : 0)),
    },
    failpoints: sorted(failpoints),
    faults: sorted(faults),
    seeds: [...lines].sort((a, b) => a.seed - b.seed).map((line) => ({ ...line, faults: line.faults.length })),
  };
};

/** 1: a violation. 2: a seed stayed void. */
export const seedsExitCode = ({ totals }: Pick<SeedsSummary, 'totals'>): number => {
  if (totals.violations > 0) return 1;
  return totals.void > 0 ? 2 : 0;
};
