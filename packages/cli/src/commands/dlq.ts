import { userInfo } from 'node:os';
import {
  createLetterDesk,
  defaultTraceUiUrl,
  type HandledLetters,
  type LetterDesk,
  type LetterFilter,
} from '@orderflow/dead-letters';
import { AppError } from '@orderflow/errors';
import { connectNats } from '@orderflow/eventbus/jetstream';
import pc from 'picocolors';
import { environment } from '../config.ts';
import { editPayload } from '../dlq/edit-payload.ts';
import { handledText, letterText, summaryText } from '../dlq/print-letters.ts';
import { confirmed } from '../terminal/confirmed.ts';
import { requireRunning } from './running.ts';

const withDesk = async <T>(work: (desk: LetterDesk) => Promise<T>): Promise<T> => {
  const servers = requireRunning().natsAdminUrl;
  const connection = await connectNats({ servers, name: 'orderflow dlq', waitForServer: false });
  try {
    return await work(createLetterDesk(connection, environment.TRACE_UI_URL ?? defaultTraceUiUrl));
  } finally {
    await connection.close();
  }
};

/** Who is at the keyboard, for the record. */
const person = (): string => {
  try {
    return `${userInfo().username} (orderflow dlq)`;
  } catch {
    // A container may run as a number that has no name.
    return `uid ${process.getuid?.() ?? 'unknown'} (orderflow dlq)`;
  }
};

const asJson = (value: unknown): void => console.log(JSON.stringify(value, null, 2));

export interface ListFlags extends LetterFilter {
  readonly json: boolean;
}

/** Two lines for each dead letter, oldest first. */
export const listCommand = async ({ json, ...filter }: ListFlags): Promise<number> =>
  withDesk(async (desk) => {
    const page = await desk.list(filter);
    if (json) {
      asJson(page);
      return 0;
    }
    for (const letter of page.letters) console.log(summaryText(letter));
    if (page.letters.length === 0) console.log(page.next === null ? ' No dead letters.' : ' None so far.');
    if (page.next !== null) console.log(pc.dim(` More may follow: the same with --after ${page.next}`));
    return 0;
  });

/** One dead letter: reason, trace, stack, headers, payload. */
export const showCommand = async (sequence: number, { json }: { readonly json: boolean }): Promise<number> =>
  withDesk(async (desk) => {
    const letter = await desk.show(sequence);
    if (json) asJson(letter);
    else console.log(letterText(letter));
    return 0;
  });

export interface HandleFlags extends LetterFilter {
  /** Without a filter, every letter. */
  readonly all: boolean;
  readonly dryRun: boolean;
  readonly json: boolean;
}

/** Numbers are for one, filters for many; neither is no order. */
const checkChoice = (sequence: number | undefined, { durable, event, code, all }: HandleFlags): void => {
  const filtered = all || [durable, event, code].some((one) => one !== undefined);
  if ((sequence !== undefined) !== filtered) return;
  throw new AppError(
    'CONFIG_INVALID',
    'Say which: the number of a dead letter, or --durable, --event, --code (together: all must fit), or --all.',
  );
};

const report = ({ letters, next }: HandledLetters, json: boolean): number => {
  if (json) asJson({ letters, next });
  else {
    for (const letter of letters) console.log(handledText(letter));
    if (letters.length === 0) console.log(' No dead letter fits.');
    if (next !== null) console.log(pc.dim(` More may follow: the same with --after ${next}`));
  }
  return letters.some(({ outcome }) => outcome === 'refused' || outcome === 'gone') ? 1 : 0;
};

export interface RedriveFlags extends HandleFlags {
  readonly edit: boolean;
  readonly again: boolean;
}

/** Gives dead letters to the durable that failed them, and to no other. */
export const redriveLetters = async (
  desk: LetterDesk,
  sequence: number | undefined,
  flags: RedriveFlags,
): Promise<number> => {
  checkChoice(sequence, flags);
  const { edit, again, dryRun, json } = flags;
  const order = { dryRun, by: person(), again };
  if (sequence === undefined) {
    if (edit || again)
      throw new AppError('CONFIG_INVALID', '--edit and --again are for one dead letter: say its number.');
    return report(await desk.redriveAll(flags, order), json);
  }
  const tryAgain = (refusal: string): Promise<boolean> => confirmed(` ${refusal} Edit it again? [y/N] `);
  const editor = environment.VISUAL ?? environment.EDITOR ?? 'vi';
  const edited = edit ? { payload: await editPayload(desk, sequence, order, { editor, tryAgain }) } : {};
  return report({ letters: [await desk.redrive(sequence, { ...order, ...edited })], next: null }, json);
};

export interface DiscardFlags extends HandleFlags {
  readonly yes: boolean;
}

/** Removes dead letters for good, once a person has said so. */
export const discardLetters = async (
  desk: LetterDesk,
  sequence: number | undefined,
  flags: DiscardFlags,
): Promise<number> => {
  checkChoice(sequence, flags);
  const handle = async (dryRun: boolean): Promise<HandledLetters> => {
    const order = { dryRun, by: person() };
    if (sequence === undefined) return desk.discardAll(flags, order);
    return { letters: [await desk.discard(sequence, order)], next: null };
  };
  if (flags.dryRun || flags.yes) return report(await handle(flags.dryRun), flags.json);
  const planned = await handle(true);
  if (planned.letters.length === 0) return report(planned, flags.json);
  report(planned, false);
  if (!(await confirmed(' For good? [y/N] '))) {
    console.log(' Nothing was discarded (--yes does it without asking).');
    return 1;
  }
  return report(await handle(false), flags.json);
};

export const redriveCommand = async (sequence: number | undefined, flags: RedriveFlags): Promise<number> =>
  withDesk((desk) => redriveLetters(desk, sequence, flags));

export const discardCommand = async (sequence: number | undefined, flags: DiscardFlags): Promise<number> =>
  withDesk((desk) => discardLetters(desk, sequence, flags));
