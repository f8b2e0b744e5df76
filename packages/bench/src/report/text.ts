import Table from 'cli-table3';
import pc from 'picocolors';
import type { Change } from '../compare.ts';
import { type FigureName, figureNames, figures, sections } from '../figures/catalogue.ts';
import type { BenchResult } from '../result.ts';

const chars = Object.fromEntries(
  [
    'top',
    'top-mid',
    'top-left',
    'top-right',
    'bottom',
    'bottom-mid',
    'bottom-left',
    'bottom-right',
    'left-mid',
    'mid',
    'mid-mid',
    'right',
    'right-mid',
  ].map((name) => [name, '']),
);
const plain = {
  chars: { ...chars, left: ' ', middle: '  ' },
  style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
};

const digits = (value: number): string => {
  if (value !== 0 && Math.abs(value) < 10) return value.toFixed(2);
  return Math.round(value).toLocaleString('en').replaceAll(',', ' ');
};

const sectionOf = (name: FigureName): string => name.slice(0, name.indexOf('.'));

/** Rows under the heading of their section. */
const sectioned = <Row>(
  rows: readonly Row[],
  nameOf: (row: Row) => FigureName,
  cells: (row: Row) => string[],
  head: string[],
): string => {
  const table = new Table({ ...plain, head: ['', ...head], colAligns: ['left', 'right', 'right', 'right', 'left'] });
  let current = '';
  for (const row of rows) {
    const section = sectionOf(nameOf(row));
    if (section !== current)
      table.push([
        { content: `${current === '' ? '' : '\n'}${pc.bold(sections[section] ?? section)}`, colSpan: head.length + 1 },
      ]);
    current = section;
    table.push([`  ${figures[nameOf(row)].title}`, ...cells(row)]);
  }
  return table.toString();
};

/** Above this the machine was not alone with the bench. */
const busyFrom = 0.7;

/** What a bench came to, for people: medians and what they spread over. */
export const resultText = (result: BenchResult): string => {
  const { provenance, violations, highestRate } = result;
  const { machine, commit, versions, seconds, plan, loadAverage } = provenance;
  const names = figureNames.filter((name) => result.figures[name] !== undefined);
  const cells = (name: FigureName): string[] => {
    const { median = 0, min = 0, max = 0 } = result.figures[name] ?? {};
    return [pc.bold(digits(median)), digits(min), digits(max), figures[name].unit];
  };
  const lines = [
    '',
    sectioned(names, (name) => name, cells, ['median', 'least', 'most', '']),
    '',
    ` Highest rate that is kept up: ${pc.bold(String(highestRate))} orders/s. Lost in the spike: ${result.spike.lost}, by the audit.`,
    pc.dim(
      ` ${machine}, NATS ${versions.nats}, Postgres ${versions.postgres}, ${commit.slice(0, 12)}, ${plan}, ${seconds} s`,
    ),
  ];
  if (!result.keptUp)
    lines.push(pc.yellow(' No rate was found that was kept up: what is said of the highest is of an overload.'));
  if (loadAverage > busyFrom) {
    lines.push(
      pc.yellow(` The machine was busy before (load ${loadAverage.toFixed(1)}): ratios may hold, times do not.`),
    );
  }
  for (const { check, message } of violations.slice(0, 10)) lines.push(pc.red(` ✗ ${check}: ${message}`));
  return lines.join('\n');
};

const colours = { better: pc.green, worse: pc.red, within: pc.dim };

/** What changed from one result to another. */
export const compareText = (changes: readonly Change[]): string => {
  const cells = ({ name, before, after, share, verdict }: Change): string[] => {
    const percent = `${share > 0 ? '+' : ''}${(share * 100).toFixed(0)} %`;
    return [
      digits(before.median),
      digits(after.median),
      colours[verdict](percent),
      `${figures[name].unit} ${verdict === 'within' ? pc.dim('within the spread') : colours[verdict](verdict)}`,
    ];
  };
  return sectioned(changes, ({ name }) => name, cells, ['before', 'after', 'change', '']);
};
