import { loadavg } from 'node:os';
import { commitOf, machineOf } from '@orderflow/local-stack';
import { endedBy } from './ended-by.ts';
import { figures as catalogue } from './figures/catalogue.ts';
import { createNotes } from './figures/notes.ts';
import { measureAccept } from './measure/accept.ts';
import { measureEndToEnd, usualShare, warmUp } from './measure/end-to-end.ts';
import { measureInsert } from './measure/insert.ts';
import { measurePublish } from './measure/publish.ts';
import { measureSpike } from './measure/spike.ts';
import type { Step } from './measure/sustained.ts';
import { measureVariants } from './measure/variants.ts';
import type { Plan } from './plan.ts';
import { type BenchResult, resultOf } from './result.ts';
import { versionsOf } from './world/versions.ts';
import { inWorld } from './world/world.ts';

export interface BenchOptions {
  readonly plan: Plan;
  /** What the processes inherit. */
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  /** What is measured now, for people. */
  onProgress(what: string): void;
}

/** Before and after the surge, of the highest rate: five times it is more than the system can take. */
const spikeShare = 0.5;

const stepLine = ({ offered, completed, sustained, end }: Step): string =>
  `${offered} orders/s: ${Math.round(completed)} completed, ended after p99 ${Math.round(end.p99)} ms, ${sustained ? 'kept up' : 'not kept up'}`;

const measure = async (options: BenchOptions): Promise<BenchResult> => {
  const { plan, env, signal, onProgress } = options;
  const begun = { at: performance.now(), startedAt: new Date().toISOString(), loadAverage: loadavg()[0] ?? 0 };
  const notes = createNotes();
  const { repeats, limitSeconds: seconds } = plan;

  onProgress('starting a stack');
  const { versions, endToEnd } = await inWorld({ env, signal }, async (world) => {
    onProgress('publishing and inserting, without Orderflow');
    await measurePublish({ world, repeats, seconds, notes });
    await measureInsert({ world, repeats, seconds, notes });
    onProgress('end to end');
    await warmUp(world, plan);
    const onStep = (step: Step) => onProgress(stepLine(step));
    return { versions: await versionsOf(world), endToEnd: await measureEndToEnd({ world, plan, notes, onStep }) };
  });
  const { highest: highestRate, keptUp, steps } = endToEnd;

  onProgress('starting a stack for the spike');
  const spike = await inWorld({ env, signal }, async (world) => {
    await warmUp(world, plan);
    const rate = Math.round(highestRate * spikeShare);
    onProgress(`spike: ${rate} → ${rate * 5} → ${rate} orders/s, and the audit`);
    const { spikeRepeats, spikeSeconds, closedLoopSeconds } = plan;
    const result = await measureSpike({ world, rate, notes, repeats: spikeRepeats, seconds: spikeSeconds });
    onProgress('accepting, against a no-op route');
    await measureAccept({ world, notes, repeats, seconds: closedLoopSeconds });
    return result;
  });

  if (plan.variants) {
    const rate = Math.round(highestRate * usualShare);
    const onVariant = (name: keyof typeof catalogue) => onProgress(`${catalogue[name].title}, at ${rate} orders/s`);
    await measureVariants({ env, signal, plan, rate, notes, onVariant });
  }
  const provenance = {
    startedAt: begun.startedAt,
    plan: plan.name,
    commit: commitOf(),
    machine: machineOf(),
    versions,
    loadAverage: begun.loadAverage,
    seconds: Math.round((performance.now() - begun.at) / 1_000),
  };
  return resultOf({ provenance, figures: notes.figures(), highestRate, keptUp, steps, spike });
};

/** Everything in one run, each part on a fresh stack. Rejects when it is stopped or takes longer than the plan allows. */
export const runBench = (options: BenchOptions): Promise<BenchResult> =>
  endedBy(options.signal, options.plan, (signal) => measure({ ...options, signal }));
