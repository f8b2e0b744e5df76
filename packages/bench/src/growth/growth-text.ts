import pc from 'picocolors';
import { digits, plainTable, whole } from '../report/plain-table.ts';
import { provenanceLines } from '../report/text.ts';
import { type GrowthLine, slopeOf } from './growth-line.ts';
import type { GrowthResult } from './run-growth.ts';

const slopeText = (line: GrowthLine): string => slopeOf(line.points).toFixed(2);

const tableOf = (grown: string, lines: readonly GrowthLine[]): string => {
  const sizes = lines[0]?.points.map(({ size }) => whole(size)) ?? [];
  const table = plainTable([pc.bold(grown), ...sizes, 'slope', '']);
  for (const line of lines) {
    const costs = line.points.map(({ cost }) => digits(cost.median));
    table.push([`  ${line.what}`, ...costs, pc.bold(slopeText(line)), line.unit]);
  }
  return table.toString();
};

/** One table for each thing that was grown. */
export const growthText = ({ lines, provenance }: GrowthResult): string =>
  [
    '',
    ...[...Map.groupBy(lines, ({ grown }) => grown)].map(([grown, those]) => `${tableOf(grown, those)}\n`),
    ' Medians. Slope: 0 is flat, 1 grows as the size does.',
    ...provenanceLines(provenance),
  ].join('\n');
