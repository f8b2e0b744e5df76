import type { Injected } from '../inject.ts';
import type { ChaosResult } from '../result.ts';
import { escapeXml } from './chart.ts';
import { hitText } from './text.ts';
import { drawTimeline } from './timeline.ts';

const style = `
  :root { color-scheme: light; font: 14px/1.5 system-ui, sans-serif; color: #0f172a; background: #fff }
  body { max-width: 1200px; margin: 24px auto; padding: 0 16px }
  h1 { font-size: 22px; margin: 0 0 4px } h2 { font-size: 16px; margin: 28px 0 8px }
  .facts { display: flex; flex-wrap: wrap; gap: 8px 28px; margin: 12px 0 }
  .facts b { display: block; font-size: 20px } .dim { color: #64748b }
  .good { color: #15803d } .bad { color: #b91c1c } .void { color: #b45309 }
  svg { width: 100%; height: auto; font: 12px system-ui, sans-serif }
  .grid { stroke: #e2e8f0 } .tick { stroke: #f1f5f9 } .axis { fill: #64748b; font-weight: 400 } .title { fill: #0f172a; font-weight: 600 }
  .undone { opacity: 0.35 }
  table { border-collapse: collapse; width: 100% } th { text-align: left; color: #64748b; font-weight: 500 }
  td, th { padding: 4px 12px 4px 0; border-bottom: 1px solid #e2e8f0; vertical-align: top } td.number { text-align: right; white-space: nowrap }
  code { background: #f1f5f9; padding: 2px 6px; border-radius: 4px; overflow-wrap: anywhere }`;

const seconds = (ms: number | undefined): string => (ms === undefined ? '' : `${(ms / 1_000).toFixed(1)} s`);
const cell = (text: string, kind = ''): string => `<td${kind && ` class="${kind}"`}>${escapeXml(text)}</td>`;

const faultRow = (fault: Injected): string => {
  const { beganMs, healedMs, atMs, family, kind, target, failure, params } = fault;
  const lasted = beganMs === undefined || healedMs === undefined ? undefined : healedMs - beganMs;
  const how = Object.entries(params).map(([name, value]) => `${name} ${value}`);
  return `<tr>${cell(seconds(beganMs ?? atMs), 'number')}${cell(`${family}/${kind}`)}${cell(target)}${cell(how.join(', '), 'dim')}${cell(seconds(lasted), 'number')}${cell(hitText(fault), failure === undefined ? '' : 'void')}</tr>`;
};

const countRows = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .map(([name, count]) => `<tr>${cell(name)}${cell(String(count), 'number')}</tr>`)
    .join('');

const verdictOf = ({ violations, voidReasons }: ChaosResult): string => {
  if (violations.length > 0) return `<b class="bad">${violations.length} violations</b>what was promised does not hold`;
  if (voidReasons.length > 0) return '<b class="void">void</b>the run tells nothing';
  return '<b class="good">nothing is wrong</b>every promise held';
};

const fact = (value: string | number, name: string): string =>
  `<div><b>${escapeXml(String(value))}</b><span class="dim">${escapeXml(name)}</span></div>`;

const violationsOf = ({ violations, voidReasons, artefacts }: ChaosResult): string => {
  const found = violations.map(
    ({ check, message, evidence }) =>
      `<tr>${cell(check)}${cell(message, 'bad')}<td><code>${escapeXml(JSON.stringify(evidence))}</code></td></tr>`,
  );
  const reasons = voidReasons.map((reason) => `<tr>${cell('void')}${cell(reason, 'void')}<td></td></tr>`);
  if (found.length + reasons.length === 0) return '';
  const kept =
    artefacts === undefined ? '' : `<p>Logs, history and witnesses: <code>${escapeXml(artefacts)}</code></p>`;
  return `<h2>What is wrong</h2><table>${[...found, ...reasons].join('')}</table>${kept}`;
};

/** The report of a run: one page without scripts, which needs nothing beside it. */
export const reportHtml = (result: ChaosResult): string => {
  const { seed, durationSeconds, rate, commit, machine, startedAt, command, sent, accepted, terminal } = result;
  const title = `Chaos, seed ${seed}`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title><style>${style}</style></head><body>
<h1>${title}</h1>
<div class="dim">${durationSeconds} s at ${rate} orders/s, ${escapeXml(startedAt)}, commit ${escapeXml(commit.slice(0, 12))}, ${escapeXml(machine)}</div>
<div class="facts"><div>${verdictOf(result)}</div>${fact(sent, 'orders sent')}${fact(accepted, 'accepted')}${fact(terminal, 'of them ended')}${fact(result.faults.length, 'faults')}</div>
<div>Again: <code>${escapeXml(command)}</code></div>
${violationsOf(result)}
<h2>Timeline</h2>
${drawTimeline(result)}
<h2>Faults</h2>
<table><tr><th>at</th><th>fault</th><th>on</th><th>how</th><th>lasted</th><th>met</th></tr>${result.faults.map(faultRow).join('')}</table>
<h2>How orders ended</h2>
<table>${countRows(result.outcomes)}</table>
<h2>Answers that were no acceptance</h2>
<table>${countRows(result.refused)}</table>
<h2>Kills at failpoints</h2>
<table>${countRows(result.failpoints)}</table>
</body></html>
`;
};
