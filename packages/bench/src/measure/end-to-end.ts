import type { FigureName } from '../figures/catalogue.ts';
import type { Notes } from '../figures/notes.ts';
import type { Plan } from '../plan.ts';
import type { CpuByProcess } from '../world/cpu-meter.ts';
import type { World } from '../world/world.ts';
import { type OpenLoopResult, openLoop } from './open-loop.ts';
import { highestOf, nextRate } from './search.ts';
import { type Step, stepOf } from './sustained.ts';

export interface EndToEndOptions {
  readonly world: World;
  readonly plan: Plan;
  readonly notes: Notes;
  /** Told of each rate that was tried. */
  onStep(step: Step): void;
}

export interface EndToEndResult {
  /** Orders a second. */
  readonly highest: number;
  /** Whether it was kept up in most of the repeats; if not, no rate was found that is. */
  readonly keptUp: boolean;
  /** Every rate that was tried, in that order. */
  readonly steps: readonly Step[];
}

/** What V8 has not compiled by then costs the first rates of the search half as much again. */
const warmUpRate = 800;
const startRate = 1_000;
const leastRate = 10;
/** Where a rate found by short steps does not hold for longer, the next lower one is taken. */
const backOff = 0.85;
/** Of the highest: where a system is run. */
export const usualShare = 0.7;

export const cpuPerOrder = ({ report, cpu }: OpenLoopResult, of: keyof CpuByProcess): number =>
  cpu[of] / report.accepted;

const noteStep = (section: 'highest' | 'usual', { completed, accept, end }: Step, notes: Notes): void => {
  const values: readonly (readonly [FigureName, number])[] = [
    [`${section}.completed`, completed],
    [`${section}.accept_p50`, accept.p50],
    [`${section}.accept_p99`, accept.p99],
    [`${section}.accept_p999`, accept.p999],
    [`${section}.end_p50`, end.p50],
    [`${section}.end_p99`, end.p99],
    [`${section}.end_p999`, end.p999],
  ];
  for (const [name, value] of values) notes.note(name, value);
};

const noteCpu = (result: OpenLoopResult, notes: Notes): void => {
  for (const name of ['order', 'payment', 'inventory', 'nats', 'postgres', 'total', 'generator'] as const) {
    notes.note(`cpu.${name}`, cpuPerOrder(result, name));
  }
  notes.note('cpu.psp_simulator', cpuPerOrder(result, 'pspSimulator'));
};

export const warmUp = (world: World, { warmUpSeconds: seconds }: Plan): Promise<unknown> =>
  openLoop({ world, phases: [{ rate: warmUpRate, seconds }] });

/** Searches by short steps, then measures the rate that was found, and 70 % of it, as often as the plan says. */
export const measureEndToEnd = async (options: EndToEndOptions): Promise<EndToEndResult> => {
  const { world, plan, notes, onStep } = options;
  const steps: Step[] = [];
  const run = async (rate: number, seconds: number) => {
    const result = await openLoop({ world, phases: [{ rate, seconds }] });
    const step = stepOf(rate, seconds, result.report);
    steps.push(step);
    onStep(step);
    return { result, step };
  };
  const repeated = async (rate: number) => {
    const runs: Awaited<ReturnType<typeof run>>[] = [];
    for (let repeat = 0; repeat < plan.repeats; repeat++) runs.push(await run(rate, plan.measureSeconds));
    return runs;
  };

  const judged: Step[] = [];
  for (let rate = nextRate(judged, startRate); rate !== undefined && judged.length < plan.maxSteps; ) {
    const { step } = await run(rate, plan.stepSeconds);
    // No higher rate is tried any more, so it has to fail twice.
    judged.push(step.sustained ? step : (await run(rate, plan.stepSeconds)).step);
    rate = nextRate(judged, startRate);
  }
  // Where none of the few that were tried was kept up, the most that was completed is where to look.
  const fastest = Math.max(leastRate, ...steps.map(({ completed }) => Math.floor(completed)));
  let highest = highestOf(judged) || fastest;
  let runs = await repeated(highest);
  const held = () => runs.filter(({ step }) => step.sustained).length > plan.repeats / 2;
  for (let left = plan.maxBackOffs; left > 0 && !held(); left--) {
    highest = Math.max(leastRate, Math.round(highest * backOff));
    runs = await repeated(highest);
  }
  const keptUp = held();
  for (const { result, step } of runs) {
    noteStep('highest', step, notes);
    noteCpu(result, notes);
  }
  for (const { result, step } of await repeated(Math.round(highest * usualShare))) {
    noteStep('usual', step, notes);
    notes.note('usual.cpu_total', cpuPerOrder(result, 'total'));
  }
  return { highest, keptUp, steps };
};
