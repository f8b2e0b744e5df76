import type { Violation } from '@orderflow/audit';
import type { FamilyName } from './faults/kind.ts';
import type { Injected } from './inject.ts';
import type { Sample } from './sampler.ts';

/** What a run came to: the content of `--json`. */
export interface ChaosResult {
  readonly seed: number;
  readonly durationSeconds: number;
  readonly rate: number;
  readonly families: readonly FamilyName[];
  /** What repeats it. */
  readonly command: string;
  readonly commit: string;
  readonly machine: string;
  readonly startedAt: string;
  readonly sent: number;
  /** Orders that were answered 2xx. */
  readonly accepted: number;
  /** Of these, those that have ended. */
  readonly terminal: number;
  /** Answers that were no acceptance, repeats included, by status. */
  readonly refused: Readonly<Record<string, number>>;
  /** Orders by how they ended. */
  readonly outcomes: Readonly<Record<string, number>>;
  readonly violations: readonly Violation[];
  /** True: the run tells nothing, whatever was found. */
  readonly void: boolean;
  readonly voidReasons: readonly string[];
  readonly faults: readonly Injected[];
  /** How often each failpoint ended its process. */
  readonly failpoints: Readonly<Record<string, number>>;
  readonly samples: readonly Sample[];
  /** Logs, history and witnesses, of a run with violations. */
  readonly artefacts: string | undefined;
}

/** 1: something does not hold. 2: void. */
export const exitCodeOf = ({ violations, void: isVoid }: Pick<ChaosResult, 'violations' | 'void'>): number => {
  if (violations.length > 0) return 1;
  return isVoid ? 2 : 0;
};
