// What the dashboards and alerts ask Prometheus for. Pure.

const words = new Set([
  'by',
  'without',
  'on',
  'ignoring',
  'group_left',
  'group_right',
  'and',
  'or',
  'unless',
  'bool',
  'offset',
  'inf',
  'nan',
]);

/** Names of the series in an expression. */
export const seriesIn = (expr) => {
  const bare = expr
    .replaceAll(/"(?:[^"\\]|\\.)*"/g, '')
    .replaceAll(/\{[^}]*\}/g, ' ')
    .replaceAll(/\[[^\]]*\]/g, ' ')
    .replaceAll(/\b(?:by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)/g, ' ');
  const names = [...bare.matchAll(/(?<![\w:.$])[a-zA-Z_:][\w:]*(?!\w*\s*\()/g)].map(([name]) => name);
  return [...new Set(names.filter((name) => !words.has(name.toLowerCase())))];
};

/** `[{ dashboard, panel, expr, description }]` of a dashboard's JSON. */
export const queriesOf = (dashboard) =>
  dashboard.panels.flatMap(({ title, description = '', targets = [] }) =>
    targets.map(({ expr }) => ({ dashboard: dashboard.uid, panel: title, description, expr })),
  );

/** Expressions and recorded names of a rules file: those are written as `expr: >-` and the lines below it. */
export const rulesIn = (yaml) => {
  const recorded = [...yaml.matchAll(/^ +- record: (\S+)$/gm)].map(([, name]) => name);
  const expressions = [...yaml.matchAll(/^( +)expr: >-\n((?:\1 {2}.*\n)+)/gm)].map(([, , text]) => text.trim());
  return { recorded, expressions };
};
