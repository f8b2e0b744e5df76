import type { Command } from 'commander';
import type { DiscardFlags, ListFlags, RedriveFlags } from '../commands/dlq.ts';

/** Texts of options are read here and nowhere else; a bad one throws. */
export interface Parsers {
  readonly positive: (text: string) => number;
  readonly exit: (code: number) => void;
}

/** A person reads so many lines. */
const listedByDefault = 50;
/** One order of a person's takes so many at most; it says where to go on. */
const handledByDefault = 1_000;

const addFilters = (command: Command, { positive }: Parsers, limit: number): Command =>
  command
    .option('--durable <name>', 'only of one durable')
    .option('--event <type>', 'only of one type of event')
    .option('--code <code>', 'only with this error code')
    .option('--after <sequence>', 'only those after this one', positive)
    .option('-n, --limit <count>', 'how many', positive, limit);

const addChoice = (command: Command, parsers: Parsers): Command =>
  addFilters(command.argument('[sequence]', 'number of the dead letter', parsers.positive), parsers, handledByDefault)
    .option('--all', 'without a filter: every one', false)
    .option('--dry-run', 'only say what would happen', false)
    .option('--json', 'what became of each, as JSON', false);

/** `orderflow dlq …` */
export const addDlq = (program: Command, parsers: Parsers): void => {
  const { positive, exit } = parsers;
  const dlq = program.command('dlq').description('dead letters: messages that could not be handled');
  addFilters(dlq.command('list').description('oldest first'), parsers, listedByDefault)
    .option('--json', 'as JSON', false)
    .action(async (flags: ListFlags) => exit(await (await import('../commands/dlq.ts')).listCommand(flags)));
  dlq
    .command('show')
    .description('one, with its reason, trace, headers and payload')
    .argument('<sequence>', 'number of the dead letter', positive)
    .option('--json', 'as JSON', false)
    .action(async (sequence: number, flags: { json: boolean }) =>
      exit(await (await import('../commands/dlq.ts')).showCommand(sequence, flags)),
    );
  addChoice(
    dlq
      .command('redrive')
      .description('give one, or all that fit, once more to the durable that failed them and to no other'),
    parsers,
  )
    .option('--edit', 'change the payload first, in $VISUAL or $EDITOR', false)
    .option('--again', 'send it although a redrive of it is in the log already', false)
    .action(async (sequence: number | undefined, flags: RedriveFlags) =>
      exit(await (await import('../commands/dlq.ts')).redriveCommand(sequence, flags)),
    );
  addChoice(dlq.command('discard').description('remove one, or all that fit, for good'), parsers)
    .option('-y, --yes', 'without asking', false)
    .action(async (sequence: number | undefined, flags: DiscardFlags) =>
      exit(await (await import('../commands/dlq.ts')).discardCommand(sequence, flags)),
    );
};
