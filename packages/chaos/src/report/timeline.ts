import { type FamilyName, familyNames } from '../faults/kind.ts';
import type { Injected } from '../inject.ts';
import type { ChaosResult } from '../result.ts';
import type { Sample } from '../sampler.ts';
import { drawChart, drawSeconds, escapeXml, type Frame, type Series, x } from './chart.ts';
import { hitText } from './text.ts';

const colours: Readonly<Record<FamilyName, string>> = {
  failpoint: '#b91c1c',
  kill: '#dc2626',
  nats: '#7c3aed',
  postgres: '#2563eb',
  network: '#0891b2',
  clock: '#ca8a04',
  poison: '#65a30d',
  psp: '#db2777',
};

const frameLeft = 130;
const frameWidth = 1_010;
const rowHeight = 18;
const chartHeight = 110;
const chartGap = 44;
const shortestBar = 4;

/** Faults of a family that overlap in time are drawn below each other. */
const inRows = (faults: readonly Injected[]): readonly (readonly Injected[])[] => {
  const rows: Injected[][] = [];
  for (const fault of faults) {
    const from = fault.beganMs ?? fault.atMs;
    const free = rows.find((row) => row.every((one) => (one.healedMs ?? one.atMs) < from));
    if (free) free.push(fault);
    else rows.push([fault]);
  }
  return rows;
};

const bar = (frame: Frame, fault: Injected, top: number): string => {
  const { family, kind, target, failure, atMs, beganMs = atMs, healedMs = beganMs } = fault;
  const from = x(frame, beganMs);
  const width = Math.max(shortestBar, x(frame, healedMs) - from);
  const told = `${family}/${kind} on ${target}: ${hitText(fault)}`;
  return [
    `<rect x="${from}" y="${top}" width="${width}" height="${rowHeight - 5}" rx="3" fill="${colours[family]}" class="${failure === undefined ? 'bar' : 'bar undone'}">`,
    `<title>${escapeXml(told)}</title></rect>`,
  ].join('');
};

/** The bands behind the charts: where something was broken. */
const bands = (frame: Frame, faults: readonly Injected[], top: number, bottom: number): string =>
  faults
    .map(({ family, atMs, beganMs = atMs, healedMs = beganMs }) => {
      const from = x(frame, beganMs);
      const width = Math.max(1, x(frame, healedMs) - from);
      return `<rect x="${from}" y="${top}" width="${width}" height="${bottom - top}" fill="${colours[family]}" opacity="0.04"/>`;
    })
    .join('\n');

type Points = Series['points'];

/** What a count grew by in a second. */
const rates = (samples: readonly Sample[], of: (sample: Sample) => number): Points =>
  samples.map((sample, index) => {
    const before = samples[index - 1];
    const seconds = (sample.atMs - (before?.atMs ?? 0)) / 1_000;
    return [sample.atMs, seconds > 0 ? (of(sample) - (before ? of(before) : 0)) / seconds : 0];
  });

const values = (samples: readonly Sample[], of: (sample: Sample) => number | undefined): Points =>
  samples.map((sample) => [sample.atMs, of(sample)]);

const chartsOf = (samples: readonly Sample[]) => [
  {
    title: 'Throughput',
    unit: 'orders/s',
    series: [
      { name: 'sent', colour: '#94a3b8', points: rates(samples, ({ sent }) => sent) },
      { name: 'accepted', colour: '#2563eb', points: rates(samples, ({ accepted }) => accepted) },
      { name: 'ended', colour: '#15803d', points: rates(samples, ({ ended }) => ended) },
    ],
  },
  {
    title: 'Time until an order is accepted',
    unit: 'ms, repeats included',
    series: [
      { name: 'p50', colour: '#0891b2', points: values(samples, ({ p50Ms }) => p50Ms) },
      { name: 'p99', colour: '#be185d', points: values(samples, ({ p99Ms }) => p99Ms) },
    ],
  },
  {
    title: 'Backlog',
    unit: 'messages unread or unacknowledged, orders open',
    series: [
      { name: 'messages', colour: '#7c3aed', points: values(samples, ({ backlog }) => backlog) },
      { name: 'orders', colour: '#c2410c', points: values(samples, ({ open }) => open) },
    ],
  },
];

/** The faults as bars, family by family, and below them what the client and the log saw in the same seconds. */
export const drawTimeline = ({ faults, samples, durationSeconds }: ChaosResult): string => {
  const lastMs = Math.max(durationSeconds * 1_000, ...samples.map(({ atMs }) => atMs));
  const frame: Frame = { left: frameLeft, width: frameWidth, lastMs };
  const parts: string[] = [];
  let y = 10;
  for (const family of familyNames) {
    const rows = inRows(faults.filter((fault) => fault.family === family));
    if (rows.length === 0) continue;
    parts.push(`<text x="${frameLeft - 8}" y="${y + 11}" class="axis" text-anchor="end">${family}</text>`);
    for (const row of rows) {
      parts.push(...row.map((fault) => bar(frame, fault, y)));
      y += rowHeight;
    }
    y += 4;
  }
  const chartsTop = y + 6;
  const drawn = chartsOf(samples).map((chart) => {
    const top = y + chartGap;
    y = top + chartHeight;
    return drawChart(frame, { ...chart, top, height: chartHeight });
  });
  const behind = [bands(frame, faults, chartsTop, y), drawSeconds(frame, 6, y)];
  const height = y + 30;
  return `<svg viewBox="0 0 ${frameLeft + frameWidth + 30} ${height}" role="img" aria-label="Faults over throughput, latency and backlog">${[...behind, ...parts, ...drawn].join('\n')}</svg>`;
};
