import Table from 'cli-table3';
import pc from 'picocolors';
import type { Injected } from '../inject.ts';
import type { ChaosResult } from '../result.ts';
import type { Progress } from '../sampler.ts';

const count = (value: number): string => value.toLocaleString('en').replaceAll(',', ' ');
const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;

/** One second of a run, on one line. */
export const progressLine = ({ atMs, sent, accepted, ended, open, refused, p99Ms, faults }: Progress): string =>
  [
    ` ${String(Math.round(atMs / 1_000)).padStart(4)} s`,
    `sent ${count(sent)}`,
    `accepted ${count(accepted)}`,
    `ended ${count(ended)}`,
    `open ${count(open)}`,
    refused > 0 ? pc.yellow(`refused ${count(refused)}`) : 'refused 0',
    pc.dim(p99Ms === undefined ? 'p99 –' : `p99 ${Math.round(p99Ms)} ms`),
    pc.red(faults.map(({ family, kind, target }) => `${family}/${kind} ${target}`).join(', ')),
  ].join('  ');

const noBorders = {
  chars: {
    top: '',
    'top-mid': '',
    'top-left': '',
    'top-right': '',
    bottom: '',
    'bottom-mid': '',
    'bottom-left': '',
    'bottom-right': '',
    left: ' ',
    'left-mid': '',
    mid: '',
    'mid-mid': '',
    right: '',
    'right-mid': '',
    middle: '  ',
  },
  style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
};

/** What a fault met, in a few words. */
export const hitText = ({ hit, failure }: Injected): string => {
  if (failure !== undefined) return failure;
  const facts = Object.entries(hit).filter(([name]) => name !== 'pid');
  return facts.map(([name, value]) => `${name} ${String(value)}`).join(', ');
};

const faultTable = (faults: readonly Injected[]): string => {
  const table = new Table({ ...noBorders, head: ['at', 'fault', 'on', 'for', 'met'].map((title) => pc.dim(title)) });
  for (const fault of faults) {
    const { beganMs, healedMs, atMs } = fault;
    const lasted = beganMs === undefined || healedMs === undefined ? '' : seconds(healedMs - beganMs);
    const met = fault.failure === undefined ? hitText(fault) : pc.yellow(hitText(fault));
    table.push([seconds(beganMs ?? atMs), `${fault.family}/${fault.kind}`, fault.target, lasted, met]);
  }
  return table.toString();
};

const mostShown = 20;

/** What a run came to, for people. */
export const resultText = (result: ChaosResult): string => {
  const { violations, voidReasons, accepted, terminal, sent } = result;
  const lines = ['', faultTable(result.faults), ''];
  lines.push(` sent ${count(sent)}, accepted ${count(accepted)}, ended ${count(terminal)}`);
  for (const [outcome, number] of Object.entries(result.outcomes)) lines.push(pc.dim(`   ${outcome} ${count(number)}`));
  for (const [status, number] of Object.entries(result.refused)) {
    lines.push(pc.dim(`   not accepted: ${status} ${count(number)}`));
  }
  lines.push('');
  for (const { check, message, evidence } of violations.slice(0, mostShown)) {
    lines.push(` ${pc.red('✗')} ${check}: ${pc.red(message)}`, `   ${pc.dim(JSON.stringify(evidence))}`);
  }
  if (violations.length > mostShown) lines.push(`   … and ${violations.length - mostShown} more`);
  for (const reason of voidReasons) lines.push(` ${pc.yellow('void')}: ${reason}`);
  if (violations.length === 0 && voidReasons.length === 0) lines.push(pc.green(' Nothing is wrong.'));
  if (result.artefacts !== undefined) lines.push(` logs, history and witnesses: ${result.artefacts}`);
  lines.push(pc.dim(` again: ${result.command}`), '');
  return lines.join('\n');
};
