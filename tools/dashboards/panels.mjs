// What the dashboards are built of: each function makes one panel as Grafana's JSON has it. Sizes are in the grid of 24.

const prometheus = { type: 'prometheus', uid: 'prometheus' };
/** Said in the description of a panel that shows nothing while all is well; the check of the queries goes by it. */
export const emptyWhenWell = 'Empty when all is well.';

const targets = (queries) =>
  queries.map(({ expr, legend = '', exemplar = false, format = 'time_series', instant = false }, i) => ({
    refId: String.fromCharCode(65 + i),
    datasource: prometheus,
    editorMode: 'code',
    expr,
    legendFormat: legend,
    exemplar,
    format,
    instant,
    range: !instant,
  }));

/** `[[null, 'green'], [0.9, 'red']]`: from which value on which colour. */
const thresholds = (steps) => ({
  mode: 'absolute',
  steps: steps.map(([value, color]) => ({ value, color })),
});

const panel = (
  type,
  title,
  description,
  queries,
  { unit = 'short', width, height, steps, defaults = {}, options, ...more },
) => ({
  type,
  title,
  description,
  datasource: prometheus,
  targets: targets(queries),
  fieldConfig: {
    defaults: { unit, ...(steps && { thresholds: thresholds(steps) }), ...defaults },
    overrides: more.overrides ?? [],
  },
  options,
  size: { width, height },
  ...(more.links && { links: more.links }),
});

/** `[['2', 'open', 'red']]`: values that are shown as a text in a colour. */
const mapped = (values) => [
  {
    type: 'value',
    options: Object.fromEntries(values.map(([value, text, color], index) => [value, { text, color, index }])),
  },
];

/** One number, coloured by its threshold, or by `texts` where it is one of those. `noValue`: shown where there is none. */
export const stat = (
  title,
  description,
  expr,
  { unit, steps = [[null, 'text']], width = 4, decimals, noValue = '–', texts } = {},
) =>
  panel('stat', title, description, [{ expr, instant: true }], {
    unit,
    steps,
    width,
    height: 4,
    defaults: { noValue, ...(decimals !== undefined && { decimals }), ...(texts && { mappings: mapped(texts) }) },
    options: {
      reduceOptions: { calcs: ['lastNotNull'], fields: '', values: false },
      colorMode: steps.length > 1 ? 'background' : 'value',
      graphMode: 'none',
      textMode: 'value',
      justifyMode: 'center',
    },
  });

/** Lines over time. With steps, the last one is drawn as a line of its own. */
export const lines = (
  title,
  description,
  queries,
  { unit, steps, width = 8, height = 8, stack = false, min = 0 } = {},
) =>
  panel('timeseries', title, description, queries, {
    unit,
    steps,
    width,
    height,
    defaults: {
      min,
      custom: {
        lineWidth: 1,
        fillOpacity: stack ? 30 : 8,
        showPoints: 'never',
        spanNulls: false,
        stacking: { mode: stack ? 'normal' : 'none', group: 'A' },
        ...(steps && { thresholdsStyle: { mode: 'dashed' } }),
      },
    },
    options: {
      legend: { displayMode: 'list', placement: 'bottom', showLegend: true },
      tooltip: { mode: 'multi', sort: 'desc' },
    },
  });

/** A histogram over time: the darker, the more. */
export const heatmap = (title, description, expr, { width = 12, height = 8, unit = 's' } = {}) =>
  panel('heatmap', title, description, [{ expr, legend: '{{le}}', format: 'heatmap', exemplar: true }], {
    width,
    height,
    options: {
      calculate: false,
      yAxis: { unit, axisPlacement: 'left' },
      cellGap: 1,
      color: { mode: 'scheme', scheme: 'Oranges', steps: 64, exponent: 0.5 },
      exemplars: { color: 'rgba(80,160,255,0.9)' },
      tooltip: { mode: 'single', yHistogram: true },
      legend: { show: true },
    },
  });

/** Bars side by side, one a query: a funnel. */
export const bars = (title, description, queries, { unit, width = 8, height = 8 } = {}) =>
  panel(
    'bargauge',
    title,
    description,
    queries.map((query) => ({ ...query, instant: true })),
    {
      unit,
      width,
      height,
      steps: [[null, 'blue']],
      defaults: { min: 0, decimals: 0 },
      options: {
        orientation: 'horizontal',
        displayMode: 'basic',
        showUnfilled: true,
        valueMode: 'text',
        reduceOptions: { calcs: ['lastNotNull'], fields: '', values: false },
      },
    },
  );

/** States over time, each in its colour. */
export const states = (title, description, query, values, { width = 8, height = 8 } = {}) =>
  panel('state-timeline', title, description, [query], {
    width,
    height,
    defaults: {
      mappings: mapped(values),
      custom: { fillOpacity: 70, lineWidth: 0 },
    },
    options: {
      mergeValues: true,
      showValue: 'never',
      rowHeight: 0.8,
      legend: { showLegend: true, placement: 'bottom' },
    },
  });

/** A heading across the dashboard. */
export const row = (title) => ({ type: 'row', title, collapsed: false, panels: [], size: { width: 24, height: 1 } });

const place = (panels) => {
  let x = 0;
  let y = 0;
  let tallest = 0;
  return panels.map(({ size: { width, height }, ...rest }, i) => {
    if (x + width > 24) {
      x = 0;
      y += tallest;
      tallest = 0;
    }
    const gridPos = { x, y, w: width, h: height };
    x += width;
    tallest = Math.max(tallest, height);
    return { id: i + 1, ...rest, gridPos };
  });
};

const serviceVariable = {
  name: 'service',
  label: 'Service',
  type: 'query',
  datasource: prometheus,
  query: { query: 'label_values(process_cpu_seconds_total, service)', refId: 'service' },
  refresh: 2,
  includeAll: true,
  multi: true,
  current: { text: 'All', value: '$__all' },
};

/** A whole dashboard. Links at its top lead to the others and to the traces. */
export const dashboard = (uid, title, description, panels, { perService = false } = {}) => ({
  uid,
  title: `Orderflow · ${title}`,
  description,
  tags: ['orderflow'],
  timezone: 'browser',
  schemaVersion: 41,
  editable: false,
  graphTooltip: 1,
  refresh: '10s',
  time: { from: 'now-30m', to: 'now' },
  templating: { list: perService ? [serviceVariable] : [] },
  annotations: { list: [] },
  links: [
    {
      type: 'dashboards',
      title: 'Orderflow',
      tags: ['orderflow'],
      asDropdown: false,
      includeVars: false,
      keepTime: true,
    },
    {
      type: 'link',
      title: 'Traces (Jaeger)',
      url: 'http://localhost:16686/search',
      icon: 'external link',
      targetBlank: true,
    },
  ],
  panels: place(panels),
});

/** A quantile of a histogram, by labels. */
export const quantile = (q, metric, { by = '', where = '', window = '$__rate_interval' } = {}) =>
  `histogram_quantile(${q}, sum by (le${by && `, ${by}`}) (rate(${metric}_bucket${where && `{${where}}`}[${window}])))`;
