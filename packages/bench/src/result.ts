import type { Violation } from '@orderflow/audit';
import { type Figures, medianOf } from './figures/notes.ts';
import type { GrowthPlan } from './growth/plan.ts';
import type { SpikeResult } from './measure/spike.ts';
import type { Step } from './measure/sustained.ts';
import type { Plan } from './plan.ts';

/** What the figures are to be read with. */
export interface Provenance {
  readonly startedAt: string;
  readonly plan: Plan['name'] | GrowthPlan['name'];
  /** With a plus sign when files differed from it. */
  readonly commit: string;
  readonly machine: string;
  readonly versions: { readonly node: string; readonly nats: string; readonly postgres: string };
  /** Of the minute before: above a few tenths the machine was not alone with the bench. */
  readonly loadAverage: number;
  readonly seconds: number;
}

/** The file that a bench writes. The first five entries are for programs, and keep their names. */
export interface BenchResult {
  /** Medians, at the highest rate that is kept up. */
  readonly cpuMicrosPerOrder: {
    readonly order: number;
    readonly payment: number;
    readonly inventory: number;
    readonly nats: number;
    readonly postgres: number;
    readonly total: number;
  };
  /** CPU of POST /orders with a key against that of a no-op route with its schemas. */
  readonly acceptVsNoop: number;
  readonly completedPerSecond: number;
  /** At the highest rate that is kept up. */
  readonly acceptLatencyMs: { readonly p50: number; readonly p99: number; readonly p999: number };
  readonly spike: Pick<SpikeResult, 'accepted' | 'shed' | 'lost'>;
  readonly provenance: Provenance;
  readonly highestRate: number;
  /** False: no rate was found that most of the repeats kept up. */
  readonly keptUp: boolean;
  readonly figures: Figures;
  /** Every rate that was tried. */
  readonly steps: readonly Step[];
  readonly violations: readonly Violation[];
}

interface Measured {
  readonly provenance: Provenance;
  readonly figures: Figures;
  readonly highestRate: number;
  readonly keptUp: boolean;
  readonly steps: readonly Step[];
  readonly spike: SpikeResult;
}

export const resultOf = ({ spike: { violations, ...spike }, figures, ...rest }: Measured): BenchResult => {
  const median = (name: Parameters<typeof medianOf>[1]) => medianOf(figures, name);
  return {
    cpuMicrosPerOrder: {
      order: median('cpu.order'),
      payment: median('cpu.payment'),
      inventory: median('cpu.inventory'),
      nats: median('cpu.nats'),
      postgres: median('cpu.postgres'),
      total: median('cpu.total'),
    },
    acceptVsNoop: median('accept.vs_noop'),
    completedPerSecond: median('highest.completed'),
    acceptLatencyMs: {
      p50: median('highest.accept_p50'),
      p99: median('highest.accept_p99'),
      p999: median('highest.accept_p999'),
    },
    spike,
    ...rest,
    figures,
    violations,
  };
};
