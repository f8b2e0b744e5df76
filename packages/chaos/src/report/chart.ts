// Figures of SVG: plain text, so that the report is one file without scripts.

export const escapeXml = (text: string): string =>
  text.replace(/[&<>"]/g, (found) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[found] ?? found);

/** The part of a figure that is drawn on; all charts of a report share one, so that seconds stand below each other. */
export interface Frame {
  readonly left: number;
  readonly width: number;
  /** What the right edge stands for. */
  readonly lastMs: number;
}

export const x = ({ left, width, lastMs }: Frame, atMs: number): number =>
  Math.round((left + (Math.min(atMs, lastMs) / lastMs) * width) * 10) / 10;

export interface Series {
  readonly name: string;
  readonly colour: string;
  /** Undefined: nothing was measured, and the line has a gap. */
  readonly points: readonly (readonly [atMs: number, value: number | undefined])[];
}

export interface Chart {
  readonly title: string;
  readonly unit: string;
  readonly series: readonly Series[];
  readonly top: number;
  readonly height: number;
}

const niceSteps = [1, 2, 2.5, 5, 10];
/** The next round number: the axis ends there. */
export const niceCeiling = (value: number): number => {
  if (value <= 0) return 1;
  const magnitude = 10 ** Math.floor(Math.log10(value));
  const step = niceSteps.find((one) => one * magnitude >= value) ?? 10;
  return step * magnitude;
};

const label = (value: number): string => (value >= 10_000 ? `${value / 1_000} k` : String(Math.round(value * 10) / 10));

const line = (frame: Frame, { points, colour }: Series, y: (value: number) => number): string => {
  let path = '';
  let gap = true;
  for (const [atMs, value] of points) {
    if (value === undefined) gap = true;
    else {
      path += `${gap ? 'M' : 'L'}${x(frame, atMs)} ${y(value)}`;
      gap = false;
    }
  }
  return `<path d="${path}" fill="none" stroke="${colour}" stroke-width="1.6" stroke-linejoin="round"/>`;
};

const gridLines = 2;

/** One chart with its axis and the names of its lines. */
export const drawChart = (frame: Frame, { title, unit, series, top, height }: Chart): string => {
  const values = series.flatMap(({ points }) => points.flatMap(([, value]) => value ?? []));
  const most = niceCeiling(Math.max(0, ...values));
  const y = (value: number): number => Math.round((top + height - (value / most) * height) * 10) / 10;
  const right = frame.left + frame.width;
  const grid = Array.from({ length: gridLines + 1 }, (_, index) => (most * index) / gridLines).map(
    (value) =>
      `<line x1="${frame.left}" x2="${right}" y1="${y(value)}" y2="${y(value)}" class="grid"/>` +
      `<text x="${frame.left - 8}" y="${y(value) + 4}" class="axis" text-anchor="end">${label(value)}</text>`,
  );
  let legendAt = frame.left + 8 + title.length * 7.2 + unit.length * 7;
  const names = series.map(({ name, colour }) => {
    const text = `<text x="${legendAt}" y="${top - 8}" class="axis" style="fill:${colour}">${escapeXml(name)}</text>`;
    legendAt += name.length * 7 + 18;
    return text;
  });
  const heading = `<text x="${frame.left}" y="${top - 8}" class="title">${escapeXml(title)} <tspan class="axis">${escapeXml(unit)}</tspan></text>`;
  return [...grid, heading, ...names, ...series.map((one) => line(frame, one, y))].join('\n');
};

const secondsBetweenTicks = [1, 2, 5, 10, 30, 60, 300, 600];
const mostTicks = 14;

/** Seconds, written below the last chart. */
export const drawSeconds = (frame: Frame, top: number, bottom: number): string => {
  const step = secondsBetweenTicks.find((one) => frame.lastMs / 1_000 / one <= mostTicks) ?? 3_600;
  const count = Math.floor(frame.lastMs / 1_000 / step) + 1;
  return Array.from({ length: count }, (_, index) => index * step * 1_000)
    .map(
      (atMs) =>
        `<line x1="${x(frame, atMs)}" x2="${x(frame, atMs)}" y1="${top}" y2="${bottom}" class="tick"/>` +
        `<text x="${x(frame, atMs)}" y="${bottom + 16}" class="axis" text-anchor="middle">${atMs / 1_000} s</text>`,
    )
    .join('\n');
};
