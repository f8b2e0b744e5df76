import { type Command, InvalidArgumentError } from 'commander';
import { positive, whole } from './arguments.ts';
import { stopSignals } from './terminal/stop-signals.ts';

/** `7`, `1-100` or `3,5,8`. */
const seedList = (text: string): readonly number[] =>
  text.split(',').flatMap((part) => {
    const [from = 0, to = from] = part.split('-').map(whole);
    if (to < from) throw new InvalidArgumentError(`${part} runs backwards.`);
    return Array.from({ length: to - from + 1 }, (_, index) => from + index);
  });

interface ChaosFlags {
  readonly seed: number;
  readonly seeds?: readonly number[];
  readonly parallel: number;
  readonly duration: number;
  readonly rate: number;
  readonly every: number;
  readonly faults?: string;
  readonly report?: string;
  readonly json?: string;
  readonly artefacts?: string;
}

/** `orderflow chaos`. */
export const addChaos = (program: Command, exit: (code: number) => void): void => {
  program
    .command('chaos')
    .description('faults against a stack of its own under load, then the audit; exit code 1: a violation, 2: void')
    .option('--seed <number>', 'what decides the faults: the same seed, the same schedule', whole, 1)
    .option('--seeds <list>', 'many runs instead of one: 1-100 or 3,5,8', seedList)
    .option('--parallel <count>', 'stacks at a time, with --seeds', positive, 2)
    .option('--duration <seconds>', 'how long the load lasts', positive, 60)
    .option('--rate <orders>', 'orders a second', positive, 50)
    .option('--every <seconds>', 'mean time between two faults', positive, 2)
    .option('--faults <families>', 'only these: failpoint,kill,nats,postgres,network,clock,poison,psp')
    .option('--report <file>', 'write a page with the timeline of the run')
    .option('--json <file>', 'write the result with what each fault met, or the summary of many seeds')
    .option('--artefacts <folder>', 'where logs, history and witnesses of a run with violations are kept')
    .action(async ({ seeds, faults, report, json, artefacts, ...flags }: ChaosFlags) => {
      const { chaosCommand } = await import('./commands/chaos.ts');
      exit(await chaosCommand({ seeds, faults, report, json, artefacts, ...flags }, stopSignals().stopping));
    });
};
