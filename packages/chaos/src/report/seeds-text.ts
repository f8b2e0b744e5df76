import pc from 'picocolors';
import type { SeedLine, SeedsSummary } from '../seeds/summary.ts';

const mostShown = 5;

/** One seed that is over, with what is wrong with it below. */
export const seedText = ({
  seed,
  tried,
  sent,
  accepted,
  terminal,
  violations,
  voidReasons,
  artefacts,
}: SeedLine): string => {
  const verdict =
    violations.length > 0
      ? pc.red(`${violations.length} violations`)
      : voidReasons.length > 0
        ? pc.yellow('void')
        : pc.green('✓');
  const again = tried > 1 ? pc.dim(` (run ${tried} times)`) : '';
  const lines = [
    ` seed ${String(seed).padStart(4)}  sent ${sent}  accepted ${accepted}  ended ${terminal}  ${verdict}${again}`,
  ];
  for (const { check, message, evidence } of violations.slice(0, mostShown)) {
    lines.push(`   ${check}: ${pc.red(message)} ${pc.dim(JSON.stringify(evidence))}`);
  }
  if (artefacts !== undefined) lines.push(`   logs, history and witnesses: ${artefacts}`);
  for (const reason of voidReasons) lines.push(pc.dim(`   ${reason}`));
  return lines.join('\n');
};

/** All of them. */
export const seedsText = ({ totals, failpoints, minutes }: SeedsSummary): string => {
  const { seeds, accepted, terminal, violations, repeated } = totals;
  const rows = Object.entries(failpoints).map(([name, count]) => `   ${name.padEnd(26)} ${count}`);
  const verdict =
    violations > 0
      ? pc.red(`${violations} violations`)
      : totals.void > 0
        ? pc.yellow(`${totals.void} void`)
        : pc.green('Nothing is wrong.');
  return [
    '',
    ` ${seeds} seeds in ${minutes} min, ${repeated} repeated: accepted ${accepted}, ended ${terminal}`,
    pc.dim(' kills at failpoints'),
    ...rows.map((row) => pc.dim(row)),
    ` ${verdict}`,
    '',
  ].join('\n');
};
