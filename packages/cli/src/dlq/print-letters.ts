import type { HandledLetter, LetterOutcome, LetterSummaryView, LetterTrace, LetterView } from '@orderflow/dead-letters';
import pc from 'picocolors';
import { inOneLine, secretFields } from '../timeline/entry.ts';

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what a terminal would act on
const controls = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g;

/** What a stranger wrote must not move the cursor or repaint the screen. */
const plain = (text: string): string =>
  text.replace(controls, (found) => `\\x${found.charCodeAt(0).toString(16).padStart(2, '0')}`);

/** The same with every text in it fit for a terminal, and without what nobody should read there. */
const printable = <T>(view: T): T =>
  JSON.parse(JSON.stringify(view), (name, value: unknown) => {
    if (secretFields.has(name)) return '(not shown; --json shows it)';
    return typeof value === 'string' ? plain(value) : value;
  });

const traceText = (trace: LetterTrace | null): string => {
  if (trace === null) return 'no trace';
  return trace.url ?? `trace ${trace.id} (not sampled)`;
};

/** Two lines for the list. */
export const summaryText = (stored: LetterSummaryView): string => {
  const letter = printable(stored);
  const at = letter.storedAt.replace('T', ' ').slice(0, 19);
  const from = `${letter.attempts} attempts, from ${letter.stream} #${letter.streamSequence}`;
  return (
    ` ${pc.bold(`#${letter.sequence}`)}  ${pc.dim(at)}  ${letter.durable}  ${letter.event}  ${pc.red(letter.code)}  ${letter.messageId}\n` +
    `     ${letter.reason} ${pc.dim(`(${from})`)}`
  );
};

/** Everything of one letter. */
export const letterText = (stored: LetterView): string => {
  const letter = printable(stored);
  return [
    '',
    ` ${pc.bold(`Dead letter #${letter.sequence}`)}  ${letter.storedAt}`,
    ` ${letter.durable} gave up ${letter.event} (${letter.stream} #${letter.streamSequence}) after ${letter.attempts} attempts`,
    ` ${pc.red(letter.code)}: ${letter.reason}`,
    ` ${traceText(letter.trace)}`,
    ...(letter.stack === '' ? [] : ['', pc.dim(`   ${letter.stack.replaceAll('\n', '\n   ')}`)]),
    '',
    ...letter.headers.map(({ name, value }) => ` ${pc.cyan(name)}: ${value}`),
    '',
    ` ${JSON.stringify(letter.payload, null, 2).replaceAll('\n', '\n ')}`,
    '',
  ].join('\n');
};

const outcomeText: Readonly<Record<LetterOutcome, string>> = {
  redriven: 'was redriven',
  would_be_redriven: 'would be redriven',
  completed: 'had been redriven before and is now removed',
  would_be_completed: 'was redriven before and would only be removed',
  discarded: 'was discarded',
  would_be_discarded: 'would be discarded',
  gone: 'is gone already',
  refused: 'stays',
};

/** One line: what became of it. */
export const handledText = (handled: HandledLetter): string => {
  const { sequence, event, messageId, durable, outcome, redrive, payload, detail } = printable(handled);
  const where = redrive ? `: ${redrive.stream} #${redrive.sequence}, ${redrive.messageId}` : '';
  const sent = payload ? `: ${inOneLine(payload)}` : '';
  const why = detail === undefined ? '' : `: ${detail}`;
  return ` #${sequence} (${event} ${messageId}, for ${durable}) ${outcomeText[outcome]}${where}${sent}${why}`;
};
