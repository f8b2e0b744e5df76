/** What a bench measures. */
export interface Figure {
  readonly title: string;
  readonly unit: string;
  readonly better: 'less' | 'more';
}

const cost = (title: string, per: string): Figure => ({ title, unit: `CPU µs/${per}`, better: 'less' });
const rate = (title: string, of: string): Figure => ({ title, unit: `${of}/s`, better: 'more' });
const latency = (title: string): Figure => ({ title, unit: 'ms', better: 'less' });
const ratio = (title: string): Figure => ({ title, unit: '×', better: 'less' });

/** Every figure there is. Its section is what stands before the first dot. */
export const figures = {
  'limits.node_http.rate': rate('bare node:http', 'requests'),
  'limits.node_http.cpu': cost('bare node:http', 'request'),
  'limits.node_http.sparse_cpu': cost('bare node:http, 50 requests a second', 'request'),
  'limits.noop.rate': rate('no-op Fastify, same body schema', 'requests'),
  'limits.noop.cpu': cost('no-op Fastify, same body schema', 'request'),
  'limits.publish.rate': rate('raw JetStream publish, 256 in flight', 'messages'),
  'limits.publish.cpu': cost('raw JetStream publish, 256 in flight', 'message'),
  'limits.insert.rate': rate('Postgres insert, 256 rows a statement', 'rows'),
  'limits.insert.cpu': cost('Postgres insert, 256 rows a statement', 'row'),
  'publish.rate': rate('publish by the bus, 256 in flight', 'messages'),
  'publish.cpu': cost('publish by the bus, 256 in flight', 'message'),
  'publish.vs_raw': ratio('publish by the bus / raw'),
  'accept.rate': rate('POST /orders with a key, closed loop', 'requests'),
  'accept.cpu': cost('POST /orders with a key', 'request'),
  'accept.vs_noop': ratio('POST /orders with a key / no-op Fastify'),
  'accept.keyless_cpu': cost('POST /orders without a key', 'request'),
  'accept.keyless_vs_noop': ratio('POST /orders without a key / no-op Fastify'),
  'highest.completed': rate('completed, open loop', 'orders'),
  'highest.accept_p50': latency('accepted after, p50'),
  'highest.accept_p99': latency('accepted after, p99'),
  'highest.accept_p999': latency('accepted after, p99.9'),
  'highest.end_p50': latency('ended after, p50'),
  'highest.end_p99': latency('ended after, p99'),
  'highest.end_p999': latency('ended after, p99.9'),
  'usual.completed': rate('completed, open loop', 'orders'),
  'usual.accept_p50': latency('accepted after, p50'),
  'usual.accept_p99': latency('accepted after, p99'),
  'usual.accept_p999': latency('accepted after, p99.9'),
  'usual.end_p50': latency('ended after, p50'),
  'usual.end_p99': latency('ended after, p99'),
  'usual.end_p999': latency('ended after, p99.9'),
  'usual.cpu_total': cost('all of ours, NATS and Postgres', 'order'),
  'cpu.order': cost('order', 'order'),
  'cpu.payment': cost('payment', 'order'),
  'cpu.inventory': cost('inventory', 'order'),
  'cpu.nats': cost('nats', 'order'),
  'cpu.postgres': cost('postgres, with all its backends', 'order'),
  'cpu.total': cost('all of these', 'order'),
  'cpu.generator': cost('apart: the generator', 'order'),
  'cpu.psp_simulator': cost('apart: psp-simulator', 'order'),
  'spike.accepted': { title: 'accepted', unit: 'orders', better: 'more' },
  'spike.shed': { title: 'shed (503, 429)', unit: 'orders', better: 'less' },
  'spike.unanswered': { title: 'without any answer', unit: 'orders', better: 'less' },
  'spike.shed_p99': latency('shed after, p99'),
  'spike.drain': { title: 'until the backlog is gone', unit: 's', better: 'less' },
  'variants.sampling_1': cost('sampling 1 % (as above)', 'order'),
  'variants.sampling_0': cost('sampling 0', 'order'),
  'variants.sampling_100': cost('sampling 100 %', 'order'),
  'variants.stripe': cost('stripe adapter, against psp-simulator', 'order'),
  'variants.power_loss': cost('power-loss profile', 'order'),
} as const satisfies Record<string, Figure>;

export type FigureName = keyof typeof figures;

export const figureNames = Object.keys(figures).filter((name): name is FigureName => Object.hasOwn(figures, name));

/** In the order of the table. */
export const sections: Readonly<Record<string, string>> = {
  limits: 'Limits of this machine',
  publish: 'The bus against them',
  accept: 'Accepting',
  highest: 'End to end at the highest rate that is kept up',
  usual: 'End to end at 70 % of it',
  cpu: 'CPU of one completed order, at the highest rate',
  spike: 'Spike, 1 × → 5 × → 1 × of half the highest rate',
  variants: 'CPU of one completed order at 70 %, all of ours, NATS and Postgres',
};
