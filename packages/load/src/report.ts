import Table from 'cli-table3';
import pc from 'picocolors';
import type { LatencySummary } from './latencies.ts';
import type { LoadProgress, LoadReport } from './run-load.ts';

const count = (value: number): string => value.toLocaleString('en').replaceAll(',', ' ');
const ms = (value: number): string => (value < 10 ? value.toFixed(1) : String(Math.round(value)));

export const progressLine = (progress: LoadProgress): string => {
  const { elapsedSeconds, sent, accepted, ended, open, refused, latency, settling } = progress;
  return [
    ` ${String(Math.round(elapsedSeconds)).padStart(4)} s`,
    settling ? 'waiting for the rest' : `sent ${count(sent)}`,
    `accepted ${count(accepted)}`,
    `ended ${count(ended)}`,
    `open ${count(open)}`,
    refused > 0 ? pc.yellow(`refused ${count(refused)}`) : 'refused 0',
    pc.dim(`p50 ${ms(latency.p50)} ms, p99 ${ms(latency.p99)} ms`),
  ].join('  ');
};

const latencyRow = (name: string, { p50, p90, p99, p999, max }: LatencySummary) => [
  name,
  ...[p50, p90, p99, p999, max].map(ms),
];

const plain = {
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

/** Above this the generator's own lateness is part of the figures, and they are no longer the system's. */
const notableLagMs = 50;

/** What a load run came to, for people. */
export const reportText = (report: LoadReport): string => {
  const counts = new Table({ ...plain, colAligns: ['left', 'right', 'left'] });
  counts.push([
    'sent',
    count(report.sent),
    `in ${report.sendingSeconds.toFixed(1)} s, ${count(Math.round(report.sent / report.sendingSeconds))}/s`,
  ]);
  counts.push(['accepted', count(report.accepted), '']);
  for (const [outcome, number] of Object.entries(report.outcomes)) counts.push([`  ${outcome}`, count(number), '']);
  counts.push(['  not ended', count(report.unfinished.length), '']);
  for (const [code, number] of report.refusals) counts.push([`refused: ${code}`, count(number), '']);
  const latencies = new Table({
    ...plain,
    head: ['ms', 'p50', 'p90', 'p99', 'p99.9', 'max'],
    colAligns: ['left', 'right', 'right', 'right', 'right', 'right'],
  });
  latencies.push(latencyRow('accepted after', report.accept), latencyRow('ended after', report.endToEnd));
  const lines = [
    '',
    counts.toString(),
    '',
    latencies.toString(),
    pc.dim(' counted from the moment each order should have been sent'),
  ];
  for (const [what, number] of report.unexpected) lines.push(pc.yellow(` ${count(number)} × ${what}`));
  if (report.notFollowedUp > 0) {
    lines.push(pc.yellow(` ${count(report.notFollowedUp)} customers did nothing more: too many were busy already.`));
  }
  if (report.generatorLagMs > notableLagMs) {
    lines.push(
      pc.yellow(` The generator itself was up to ${ms(report.generatorLagMs)} ms late: the machine is at its limit.`),
    );
  }
  if (report.unfinished.length > 0) {
    const some = report.unfinished.slice(0, 5).join(', ');
    lines.push(
      pc.red(
        ` ${count(report.unfinished.length)} accepted orders have not ended: ${some}${report.unfinished.length > 5 ? ', …' : ''}`,
      ),
    );
  } else if (report.accepted > 0) lines.push(pc.green(' Every accepted order has ended.'));
  return lines.join('\n');
};
