import type { Command } from 'commander';
import { positive } from './arguments.ts';
import { stopSignals } from './terminal/stop-signals.ts';

interface BenchFlags {
  readonly quick: boolean;
  readonly most?: number;
  readonly json?: string;
  readonly compare: boolean;
  readonly baseline: boolean;
  readonly growth: boolean;
}

interface ProfileFlags {
  readonly rate: number;
  readonly duration: number;
}

/** `orderflow bench` and `orderflow profile`. */
export const addBench = (program: Command, exit: (code: number) => void): void => {
  const command = program
    .command('bench')
    .description('what an order costs and how many are carried, on a stack of its own; exit code 1: an order was lost')
    .argument('[results...]', 'with --compare: two files')
    .option('--quick', 'in 90 s at most, without the variants', false)
    .option('--most <seconds>', 'given up after this (default: 600, with --quick 90, with --growth 1200)', positive)
    .option('--json <file>', 'write the result there too')
    .option('--growth', 'instead: how the cost of an order grows as the work grows, in 20 minutes at most', false)
    .option('--compare', 'measure nothing: show what changed from one result to another', false)
    .option('--baseline', 'only measure anew what the guard in the tests compares with', false)
    .action(async (results: readonly string[], { quick, most, json, compare, baseline, growth }: BenchFlags) => {
      const { bench, benchGrowth, compareResults, writeBaseline } = await import('./commands/bench.ts');
      const [before, after] = results;
      if (baseline) exit(await writeBaseline(stopSignals().stopping));
      else if (!compare) {
        if (results.length > 0) command.error('Results are given with --compare.');
        const run = growth ? benchGrowth : bench;
        exit(await run({ quick, most, json }, stopSignals().stopping));
      } else if (before === undefined || after === undefined || results.length > 2) {
        command.error('--compare takes two results: the one before and the one after.');
      } else exit(compareResults(before, after));
    });
  program
    .command('profile')
    .description('where the CPU goes under load, on a stack of its own: profile and flame graph')
    .argument(
      '<what>',
      'a service: order, payment, inventory; or accept: POST /orders alone, beside a route that does nothing',
    )
    .option('--rate <orders>', 'orders a second; accept: as many as it takes', positive, 300)
    .option('--duration <seconds>', 'how long', positive, 10)
    .action(async (what: string, flags: ProfileFlags) => {
      const { profile } = await import('./commands/profile.ts');
      exit(await profile(what, flags, stopSignals().stopping));
    });
};
