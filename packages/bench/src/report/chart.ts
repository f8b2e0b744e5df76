import { spreadOf } from '../figures/spread.ts';
import type { Step } from '../measure/sustained.ts';
import type { BenchResult } from '../result.ts';

// Plain SVG, without scripts: it can be looked at wherever the repository is.

interface Line {
  readonly name: string;
  readonly colour: string;
  readonly dashed: boolean;
  of(step: Step): number;
}

const lines: readonly Line[] = [
  { name: 'accepted, p50', colour: '#2563a8', dashed: true, of: ({ accept }) => accept.p50 },
  { name: 'accepted, p99', colour: '#2563a8', dashed: false, of: ({ accept }) => accept.p99 },
  { name: 'ended, p50', colour: '#b4531a', dashed: true, of: ({ end }) => end.p50 },
  { name: 'ended, p99', colour: '#b4531a', dashed: false, of: ({ end }) => end.p99 },
];

const frame = { left: 70, top: 70, width: 620, height: 300 };
const size = { width: 860, height: 430 };
const leastMs = 1;
const title = 'Latency by offered load';

interface Point {
  readonly offered: number;
  readonly ms: number;
  readonly sustained: boolean;
}

/** One point for each rate: the median of its repeats, kept up if most of them were. */
const pointsOf = (steps: readonly Step[], { of }: Line): readonly Point[] => {
  const byRate = Map.groupBy(steps, ({ offered }) => offered);
  return [...byRate]
    .map(([offered, same]) => ({
      offered,
      ms: Math.max(leastMs, spreadOf(same.map(of)).median),
      sustained: same.filter(({ sustained }) => sustained).length > same.length / 2,
    }))
    .sort((a, b) => a.offered - b.offered);
};

const round = (value: number): number => Math.round(value * 10) / 10;

/** Steps of 1, 2 and 5. */
const niceStep = (atLeast: number): number => {
  const magnitude = 10 ** Math.floor(Math.log10(atLeast));
  return ([1, 2, 5].find((one) => one * magnitude >= atLeast) ?? 10) * magnitude;
};

const text = (x: number, y: number, content: string, more = ''): string =>
  `<text x="${x}" y="${y}" ${more}>${content}</text>`;

const escapeXml = (content: string): string =>
  content.replace(/[&<>]/g, (found) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[found] ?? found);

/** How long an order takes to be accepted, and to end, by the rate at which orders come. */
export const latencyChart = ({ steps, provenance, highestRate, keptUp }: BenchResult): string => {
  const right = Math.max(10, ...steps.map(({ offered }) => offered));
  const decades = Math.max(1, Math.ceil(Math.log10(Math.max(10, ...lines.flatMap((line) => steps.map(line.of))))));
  const bottom = frame.top + frame.height;
  const x = (rate: number): number => round(frame.left + (rate / right) * frame.width);
  // Each decade is as high as the next: a latency ten times as long is one line further up.
  const y = (ms: number): number => round(bottom - (Math.log10(ms) / decades) * frame.height);
  const parts: string[] = [];
  for (let decade = 0; decade <= decades; decade++) {
    const at = y(10 ** decade);
    parts.push(`<line x1="${frame.left}" x2="${frame.left + frame.width}" y1="${at}" y2="${at}" class="grid"/>`);
    parts.push(
      text(frame.left - 8, at + 4, decade < 3 ? `${10 ** decade} ms` : `${10 ** (decade - 3)} s`, 'text-anchor="end"'),
    );
  }
  const every = niceStep(right / 8);
  for (let rate = 0; rate <= right; rate += every) {
    parts.push(text(x(rate), bottom + 18, String(rate), 'text-anchor="middle"'));
  }
  parts.push(text(frame.left + frame.width / 2, bottom + 38, 'orders a second, offered', 'text-anchor="middle"'));
  if (keptUp) {
    parts.push(`<line x1="${x(highestRate)}" x2="${x(highestRate)}" y1="${frame.top}" y2="${bottom}" class="limit"/>`);
    parts.push(text(x(highestRate), frame.top - 6, `kept up to ${highestRate}`, 'text-anchor="middle"'));
  }
  for (const [index, line] of lines.entries()) {
    const points = pointsOf(steps, line);
    const path = points.map(({ offered, ms }, at) => `${at === 0 ? 'M' : 'L'}${x(offered)} ${y(ms)}`).join('');
    parts.push(
      `<path d="${path}" fill="none" stroke="${line.colour}" ${line.dashed ? 'stroke-dasharray="4 4"' : ''}/>`,
    );
    for (const { offered, ms, sustained } of points) {
      parts.push(
        `<circle cx="${x(offered)}" cy="${y(ms)}" r="3.5" stroke="${line.colour}" fill="${sustained ? line.colour : '#fff'}"><title>${offered} orders/s: ${line.name} ${round(ms)} ms</title></circle>`,
      );
    }
    const legendY = frame.top + 14 + index * 22;
    const legendX = frame.left + frame.width + 24;
    parts.push(
      `<line x1="${legendX}" x2="${legendX + 24}" y1="${legendY - 4}" y2="${legendY - 4}" stroke="${line.colour}" ${line.dashed ? 'stroke-dasharray="4 4"' : ''}/>`,
      text(legendX + 32, legendY, line.name),
    );
  }
  const { machine, commit, startedAt } = provenance;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${size.height}" font-family="system-ui, sans-serif" font-size="12" fill="#333" stroke-width="1.6" role="img">
<title>${title}</title>
<style>.grid { stroke: #ddd; stroke-width: 1 } .limit { stroke: #888; stroke-dasharray: 2 4 }</style>
<rect width="100%" height="100%" fill="#fff"/>
${text(frame.left, 24, title, 'font-size="16" font-weight="600"')}
${text(frame.left, 42, escapeXml(`${machine} · ${commit.slice(0, 12)} · ${startedAt.slice(0, 10)} · hollow: not kept up`), 'fill="#777"')}
${parts.join('\n')}
</svg>
`;
};
