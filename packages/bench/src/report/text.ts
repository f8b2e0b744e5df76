import pc from 'picocolors';
import type { Change } from '../compare.ts';
import { type FigureName, figureNames, figures, sections } from '../figures/catalogue.ts';
import type { BenchResult, Provenance } from '../result.ts';
import { digits, plainTable } from './plain-table.ts';

const sectionOf = (name: FigureName): string => name.slice(0, name.indexOf('.'));

/** Rows under the heading of their section. */
const sectioned = <Row>(
  rows: readonly Row[],
  nameOf: (row: Row) => FigureName,
  cells: (row: Row) => string[],
  head: string[],
): string => {
  const table = plainTable(['', ...head]);
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

/** Where figures come from, and a warning where they are not to be trusted. */
export const provenanceLines = ({ machine, commit, versions, seconds, plan, loadAverage }: Provenance): string[] => [
  pc.dim(
    ` ${machine}, NATS ${versions.nats}, Postgres ${versions.postgres}, ${commit.slice(0, 12)}, ${plan}, ${seconds} s`,
  ),
  ...(loadAverage > busyFrom
    ? [pc.yellow(` The machine was busy before (load ${loadAverage.toFixed(1)}): ratios may hold, times do not.`)]
    : []),
];

/** What a bench came to, for people: medians and what they spread over. */
export const resultText = (result: BenchResult): string => {
  const { provenance, violations, highestRate } = result;
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
    ...provenanceLines(provenance),
  ];
  if (!result.keptUp)
    lines.push(pc.yellow(' No rate was found that was kept up: what is said of the highest is of an overload.'));
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
