// Tables of docs/performance.md that are made from kept results. Pure: results and catalogue are handed in by generate.mjs.

const row = (...cells) => `| ${cells.join(' | ')} |`;
const table = (titles, alignments, rows) => [row(...titles), row(...alignments), ...rows].join('\n');

const digits = (value) =>
  value !== 0 && Math.abs(value) < 10 ? value.toFixed(2) : Math.round(value).toLocaleString('en').replaceAll(',', ' ');

const provenance = ({ startedAt, machine, versions, commit, loadAverage }, file) =>
  [
    `${startedAt.slice(0, 10)}, ${machine}, NATS ${versions.nats}, Postgres ${versions.postgres}, commit \`${commit.slice(0, 12)}\`,`,
    `load average before it ${loadAverage.toFixed(1)}: [${file}](../tests/bench/results/${file})`,
  ].join('\n');

/** The budgets that the design set itself, each with what was measured. */
const budgets = [
  ['accepting, against the no-op route', '≤ 2.0 ×', (r) => r.acceptVsNoop, (v) => v <= 2, '×'],
  ['CPU of one completed order', '≤ 450 µs', (r) => r.cpuMicrosPerOrder.total, (v) => v <= 450, 'µs'],
  ['completed orders', '≥ 2 500 /s', (r) => r.completedPerSecond, (v) => v >= 2_500, '/s'],
  [
    'accepted after, p99, at 70 % of the highest rate',
    '< 50 ms',
    (r) => r.figures['usual.accept_p99'].median,
    (v) => v < 50,
    'ms',
  ],
  ['lost in the spike', '0', (r) => r.spike.lost, (v) => v === 0, ''],
];

export const budgetsTable = (result) =>
  table(
    ['', 'budget', 'measured', 'met'],
    ['---', '--:', '--:', '---'],
    budgets.map(([title, budget, of, met, unit]) => {
      const value = of(result);
      return row(title, budget, `${digits(value)} ${unit}`.trim(), met(value) ? 'yes' : 'no');
    }),
  );

/** All figures of a result. `catalogue`: names, titles, units and sections, as the bench has them. */
export const figuresTable = (result, file, { figures, sections }) => {
  const rows = [];
  let current = '';
  for (const [name, { title, unit }] of Object.entries(figures)) {
    const found = result.figures[name];
    if (found === undefined) continue;
    const section = name.slice(0, name.indexOf('.'));
    if (section !== current) rows.push(row(`**${sections[section]}**`, '', '', '', ''));
    current = section;
    rows.push(row(title, digits(found.median), digits(found.min), digits(found.max), unit));
  }
  const titles = ['', 'median', 'least', 'most', ''];
  return `${provenance(result.provenance, file)}.\n\n${table(titles, ['---', '--:', '--:', '--:', '---'], rows)}`;
};

/** One table for each thing that was grown. */
export const growthTables = (result, file, slopeOf) => {
  const tables = [...Map.groupBy(result.lines, ({ grown }) => grown)].map(([grown, lines]) => {
    const sizes = lines[0].points.map(({ size }) => Math.round(size).toLocaleString('en').replaceAll(',', ' '));
    const rows = lines.map(({ what, unit, points }) =>
      row(what, ...points.map(({ cost }) => digits(cost.median)), unit, slopeOf(points).toFixed(2)),
    );
    const titles = [`**${grown}**`, ...sizes, '', 'slope'];
    return table(titles, ['---', ...sizes.map(() => '--:'), '---', '--:'], rows);
  });
  return [`${provenance(result.provenance, file)}.`, ...tables].join('\n\n');
};
