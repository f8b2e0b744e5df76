// What the dashboards and alerts ask Prometheus for. Pure.
import { parser } from '@prometheus-io/lezer-promql';
import { parse } from 'yaml';

/** Any length does for reading: Grafana puts in its own. */
const filledIn = (expr) => expr.replaceAll(/\$__(?:rate_interval|range)/g, '1m');

/** The names of the series and of the labels in an expression. Throws where it is not PromQL. */
export const namesIn = (expr) => {
  const text = filledIn(expr);
  const series = new Set();
  const labels = new Set();
  parser.parse(text).iterate({
    enter: ({ name, type, from, to, node }) => {
      if (type.isError) throw new SyntaxError(`not PromQL from "${text.slice(from)}" on: ${expr}`);
      if (name === 'Identifier' && node.parent?.name === 'VectorSelector') series.add(text.slice(from, to));
      if (name === 'LabelName') labels.add(text.slice(from, to));
    },
  });
  return { series: [...series], labels: [...labels] };
};

/** `[{ dashboard, panel, expr, legend }]` of a dashboard's JSON. `legend`: the labels that it shows. */
export const queriesOf = (dashboard) =>
  dashboard.panels.flatMap(({ title, targets = [] }) =>
    targets.map(({ expr, legendFormat = '' }) => ({
      dashboard: dashboard.uid,
      panel: title,
      expr,
      legend: [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map(([, label]) => label),
    })),
  );

/** The alerts and the recorded names of a rules file, and every expression in it. */
export const rulesIn = (yaml) => {
  const rules = parse(yaml).groups.flatMap((group) => group.rules);
  return {
    alerts: rules.filter(({ alert }) => alert),
    recorded: rules.flatMap(({ record }) => record ?? []),
    expressions: rules.map(({ expr }) => expr),
  };
};
