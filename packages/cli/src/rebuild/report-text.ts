import type { Difference, RebuildReport } from '@orderflow/rebuild';
import pc from 'picocolors';

/** Of one kind no more than these are printed. */
const mostShown = 20;

const sentences = {
  missing: 'rows are in the log and not in the tables',
  unknown: 'rows are in the tables and not in the log',
  differs: 'rows are not what the log says',
} as const satisfies Record<Difference['kind'], string>;

const kinds = ['missing', 'unknown', 'differs'] as const satisfies readonly Difference['kind'][];

/** What was read, what differed, and what became of it. */
export const rebuildText = (service: string, report: RebuildReport, verifyOnly: boolean): string => {
  const { messages, rows, differences, unreadable, replaced } = report;
  const made = [...rows].map(([table, count]) => `${count} ${table}`).join(', ');
  const lines = ['', pc.dim(` ${messages} messages of the log make ${made}`)];
  for (const { stream, sequence } of unreadable.slice(0, mostShown)) {
    lines.push(pc.yellow(` ${stream} ${sequence} cannot be decoded: the service passed it by as well`));
  }
  for (const kind of kinds) {
    const own = differences.filter((one) => one.kind === kind);
    if (own.length === 0) continue;
    lines.push(` ${pc.red('✗')} ${own.length} ${sentences[kind]}`);
    for (const { table, key, columns } of own.slice(0, mostShown)) {
      lines.push(pc.dim(`     ${table} ${key}${columns.length > 0 ? `: ${columns.join(', ')}` : ''}`));
    }
    if (own.length > mostShown) lines.push(`     … and ${own.length - mostShown} more`);
  }
  const end = replaced
    ? pc.green(`The tables of ${service} are now what the log says.`)
    : differences.length === 0
      ? pc.green(`The tables of ${service} are what the log says.`)
      : pc.red(`The tables of ${service} are not what the log says.`);
  return [...lines, '', ` ${end}${verifyOnly ? ' Nothing was changed.' : ''}`, ''].join('\n');
};
