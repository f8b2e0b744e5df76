import {
  type ProcessState,
  pspName,
  type Readiness,
  replicasOf,
  type StackPorts,
  serviceNames,
} from '@orderflow/local-stack';
import pc from 'picocolors';

export interface BoardFacts {
  readonly states: readonly ProcessState[];
  /** By process name; only of those that have a `/readyz`. */
  readonly readiness: ReadonlyMap<string, Readiness>;
}

const statusOf = (state: ProcessState, ready: Readiness | undefined): string => {
  switch (state.status) {
    case 'running': {
      const again = state.restarts > 0 ? pc.dim(` (restarted ${state.restarts}×)`) : '';
      if (ready === undefined || (ready.ready && ready.detail === '')) return pc.green('up') + again;
      const word = ready.ready ? pc.yellow('up') : pc.yellow('not ready');
      return `${word}${ready.detail ? pc.dim(`: ${ready.detail}`) : ''}${again}`;
    }
    case 'restarting':
      return pc.red(state.detail);
    case 'held':
      return pc.yellow('held: somebody works on it (orderflow dev)');
    case 'waiting':
    case 'starting':
    case 'stopping':
    case 'stopped':
      return pc.dim(state.status);
    default: {
      const never: never = state.status;
      return never;
    }
  }
};

const kinds = [...serviceNames, pspName, 'nats', 'postgres'] as const;

const hasDocs = (kind: string): boolean => (serviceNames as readonly string[]).includes(kind);

/** A line for each process: whether it is up, where it is. */
export const processLines = ({ states, readiness }: BoardFacts): readonly string[] =>
  kinds.flatMap((kind) =>
    replicasOf(kind, states).map((state) => {
      const dot = state.status === 'running' ? pc.green('●') : pc.red('○');
      const address = `${state.url.replace('127.0.0.1', 'localhost')}${hasDocs(kind) ? '/docs' : ''}`;
      return ` ${dot} ${state.name.padEnd(14)} ${address.padEnd(32)} ${statusOf(state, readiness.get(state.name))}`;
    }),
  );

/**
 * Lines to copy: what a newcomer does first. None is longer than 80 columns, and they are printed for good: what the
 * terminal cuts or the board writes over nobody can copy.
 */
export const tryLines = (ports: StackPorts): readonly string[] => [
  '',
  pc.bold(' Try it'),
  `   curl -s 'localhost:${ports.order}/orders' -H 'content-type: application/json' \\`,
  `     -H 'prefer: wait=5' -d '{"customerId":"ada","paymentToken":"tok_visa",`,
  `     "items":[{"sku":"TEAPOT","quantity":1}]}'`,
  `   curl -s 'localhost:${ports.order}/orders?customerId=ada'   ${pc.dim('# the orders of a customer')}`,
  `   curl -s 'localhost:${ports.payment}/payments/<orderId>'      ${pc.dim('# what was charged')}`,
  `   curl -s 'localhost:${ports.inventory}/products/TEAPOT'         ${pc.dim('# what is left')}`,
];

export const boardLines = (facts: BoardFacts, logs: string): readonly string[] => [
  '',
  ...processLines(facts),
  '',
  pc.dim(` Logs: npm run orderflow -- logs -f   (${logs})`),
  pc.dim(' Stop: Ctrl-C'),
  '',
];
