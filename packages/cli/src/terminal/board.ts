import { type ProcessState, pspName, type Readiness, type StackPorts } from '@orderflow/local-stack';
import pc from 'picocolors';

export interface BoardFacts {
  readonly states: readonly ProcessState[];
  /** By process name; only of those that have a `/readyz`. */
  readonly readiness: ReadonlyMap<string, Readiness>;
  readonly ports: StackPorts;
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

const addresses = (ports: StackPorts): ReadonlyMap<string, string> =>
  new Map([
    ['order', `http://localhost:${ports.order}/docs`],
    ['payment', `http://localhost:${ports.payment}/docs`],
    ['inventory', `http://localhost:${ports.inventory}/docs`],
    [pspName, `http://localhost:${ports.psp}`],
    ['nats', `nats://localhost:${ports.nats}`],
    ['postgres', `postgres://localhost:${ports.postgres}`],
  ]);

const order = ['order', 'payment', 'inventory', pspName, 'nats', 'postgres'];

/** A line for each process: whether it is up, where it is. */
export const processLines = ({ states, readiness, ports }: BoardFacts): readonly string[] => {
  const known = addresses(ports);
  return order.flatMap((name) => {
    const state = states.find((one) => one.name === name);
    if (state === undefined) return [];
    const dot = state.status === 'running' ? pc.green('●') : pc.red('○');
    return [` ${dot} ${name.padEnd(14)} ${(known.get(name) ?? '').padEnd(32)} ${statusOf(state, readiness.get(name))}`];
  });
};

/** Lines to copy: what a newcomer does first. */
const tryLines = (ports: StackPorts): readonly string[] => [
  pc.bold(' Try it'),
  `   curl -s 'localhost:${ports.order}/orders' -H 'content-type: application/json' -H 'prefer: wait=5' \\`,
  `     -d '{"customerId":"ada","items":[{"sku":"TEAPOT","quantity":1}],"paymentToken":"tok_visa"}'`,
  `   curl -s 'localhost:${ports.order}/orders?customerId=ada'        ${pc.dim('# the orders of a customer')}`,
  `   curl -s 'localhost:${ports.payment}/payments/<orderId>'          ${pc.dim('# what was charged')}`,
  `   curl -s 'localhost:${ports.inventory}/products/TEAPOT'             ${pc.dim('# what is left')}`,
];

export const boardLines = (facts: BoardFacts, logs: string): readonly string[] => [
  '',
  ...processLines(facts),
  '',
  ...tryLines(facts.ports),
  '',
  pc.dim(` Logs: npm run orderflow -- logs -f   (${logs})`),
  pc.dim(' Stop: Ctrl-C'),
  '',
];
