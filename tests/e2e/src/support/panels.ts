import { readdirSync, readFileSync } from 'node:fs';
import { parse, stringify } from 'yaml';
import { deployed } from './prometheus.ts';

export interface Panel {
  readonly name: string;
  readonly expr: string;
  /** Labels that its legend shows. */
  readonly legend: readonly string[];
  readonly emptyWhenWell: boolean;
}

interface Dashboard {
  readonly title: string;
  readonly panels: readonly {
    readonly title: string;
    readonly description?: string;
    readonly targets?: readonly { readonly expr: string; readonly legendFormat: string }[];
  }[];
}

const dashboards = new URL('../grafana/dashboards/', deployed);

/** What Grafana puts in place of its variables; a window that holds several of the test's scrapes. */
const filledIn = (expr: string): string =>
  expr.replaceAll('$__rate_interval', '5s').replaceAll('$__range', '60s').replaceAll('$service', '.*');

/** Every query of every provisioned dashboard. */
export const panels = (): readonly Panel[] =>
  readdirSync(dashboards).flatMap((file) => {
    const { title: dashboard, panels: all }: Dashboard = JSON.parse(readFileSync(new URL(file, dashboards), 'utf8'));
    return all.flatMap(({ title, description = '', targets = [] }) =>
      targets.map(({ expr, legendFormat }) => ({
        name: `${dashboard} / ${title}`,
        expr: filledIn(expr),
        legend: [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map(([, label = '']) => label),
        emptyWhenWell: description.includes('Empty when all is well.'),
      })),
    );
  });

interface RuleFile {
  readonly groups: readonly { readonly rules: readonly { readonly alert?: string; readonly expr: string }[] }[];
}

const comparison = / (==|!=|>=|<=|>|<) /g;

/**
 * Every alert with what it compares: an alert is empty while all is well, so each comparison answers 0 or 1 here instead
 * of leaving out what it does not hold for.
 */
export const comparedByAlerts = (): readonly { readonly alert: string; readonly expr: string }[] => {
  const { groups }: RuleFile = parse(readFileSync(new URL('rules.yml', deployed), 'utf8'));
  return groups.flatMap(({ rules }) =>
    rules.flatMap(({ alert, expr }) => (alert ? [{ alert, expr: expr.replaceAll(comparison, ' $1 bool ') }] : [])),
  );
};

export interface InputSeries {
  readonly series: string;
  /** In promtool's notation, four a minute. */
  readonly values: string;
}

/** A file for `promtool test rules`: what panels of one dashboard show after ten minutes of these series; undefined is nothing. */
export const panelTests = (
  dashboard: string,
  series: readonly InputSeries[],
  shown: Readonly<Record<string, number | undefined>>,
): string => {
  const expected = Object.entries(shown).map(([title, value]) => {
    const panel = panels().find(({ name }) => name === `${dashboard} / ${title}`);
    if (panel === undefined) throw new Error(`${dashboard} has no panel ${title}`);
    const samples = value === undefined ? [] : [{ labels: '{}', value }];
    return { expr: `round(${panel.expr}, 0.001)`, eval_time: '10m', exp_samples: samples };
  });
  return stringify({ tests: [{ interval: '15s', input_series: series, promql_expr_test: expected }] });
};
