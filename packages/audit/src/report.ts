import pc from 'picocolors';
import { checks, isUnderWay } from './audit.ts';
import type { Violation } from './violation.ts';
import type { Witnesses } from './witnesses.ts';

/** Of one check no more than these are printed; `--json` has all. */
const mostShown = 50;

const seen = ({ orders, messages, ledger, stock, history }: Witnesses): string => {
  const accounts = ledger ? `${ledger.size} orders in the provider's ledger` : 'no ledger of the provider';
  const client = history ? `${history.length} requests of the client` : 'no history of a client';
  return `${orders.size} orders, ${messages.size} of them in the log, ${accounts}, ${stock.length} skus, ${client}`;
};

/** A line for each check; under it what it found, with the evidence. */
export const auditText = (witnesses: Witnesses, violations: readonly Violation[]): string => {
  const lines = ['', pc.dim(` ${seen(witnesses)}`), ''];
  for (const { name, promise } of checks) {
    const own = violations.filter(({ check }) => check === name);
    if (own.length === 0) lines.push(` ${pc.green('✓')} ${name.padEnd(12)} ${promise}`);
    else if (own.every(isUnderWay))
      lines.push(` ${pc.yellow('…')} ${pc.bold(name.padEnd(12))} not at rest: ${own.length} × work under way`);
    else lines.push(` ${pc.red('✗')} ${pc.bold(name.padEnd(12))} not so: ${own.length} × ${promise}`);
    for (const { message, evidence } of own.slice(0, mostShown)) {
      lines.push(`     ${pc.red(message)}`, `       ${pc.dim(JSON.stringify(evidence))}`);
    }
    if (own.length > mostShown) lines.push(`     … and ${own.length - mostShown} more`);
  }
  const wrong = violations.filter((one) => !isUnderWay(one)).length;
  const moving = violations.length - wrong;
  const settled =
    moving === 0 ? 'Nothing is wrong.' : 'Nothing is wrong so far; what is under way is judged once it is at rest.';
  const end = wrong === 0 ? pc[moving === 0 ? 'green' : 'yellow'](settled) : pc.red(`${wrong} violations.`);
  return [...lines, '', ` ${end}`, ''].join('\n');
};
