import type { FailpointName } from '@orderflow/failpoints';
import type { ServiceName } from '@orderflow/local-stack';
import { waitFor } from '@orderflow/testkit';
import { type Answer, createTestClient, type TestClient } from './client.ts';
import type { Row } from './databases.ts';
import { ackWaitMs, type Lane } from './lane.ts';
import type { Undo } from './log.ts';

/** A violation that a scenario saw with its own eyes. */
export interface Seen {
  readonly check: 'drain' | 'poison';
  readonly message: string;
}

/** What one run of a scenario has at hand: a lane, and a customer and goods of its own. */
export interface World extends Lane {
  readonly client: TestClient;
  /** Makes a product with that many in stock. Resolves with its sku once orders for it can be taken. */
  product(stock?: number): Promise<string>;
  /** Runs the action, waits until the service has died at the point, and leaves it down. */
  dieAt(service: ServiceName, failpoint: FailpointName, action: () => Promise<unknown>): Promise<void>;
  /** Starts it again. */
  resume(service: ServiceName): Promise<void>;
  /** Resolves with the first row once there is one. */
  row(service: ServiceName, text: string, values?: readonly unknown[]): Promise<Row>;
  /** Resolves once the order's row is as described, in SQL. */
  orderIs(order: Answer, what: string): Promise<void>;
  /** How the provider treats the calls from now on, until the run ends. */
  provider(fault: Row): Promise<void>;
  /** Resolves once the condition holds, or after half a second all the same: what a bug makes true and nothing else. */
  giveChance(condition: () => Promise<boolean>): Promise<void>;
  /** Messages that nobody can handle, which have to end as dead letters. */
  readonly poison: string[];
  readonly seen: Seen[];
  /** What the bug does to the servers, at the time when the scenario gives it room. */
  tamper(): Promise<Undo>;
}

const longMs = 30_000;

export const createWorld = (lane: Lane, run: string, tamper: (world: World) => Promise<Undo>): World => {
  const { stack, databases } = lane;
  const client = createTestClient(stack.urls.order, run);
  let products = 0;

  const resume = async (service: ServiceName): Promise<void> => {
    await stack.resume(service);
    await stack.ready(service);
  };
  const send = async (path: string, method: string, headers: Record<string, string>, body: unknown): Promise<void> => {
    const response = await fetch(`${stack.urls.inventory}${path}`, {
      method,
      headers: { 'content-type': 'application/json', connection: 'close', ...headers },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${method} ${path} was answered ${response.status}`);
  };
  const row: World['row'] = (service, text, values = []) =>
    waitFor(async () => (await databases.query(service, text, values))[0], {
      timeoutMs: longMs,
      describe: `${service}: ${text} ${values.join(' ')}`,
    });

  const world: World = {
    ...lane,
    client,
    resume,
    row,
    product: async (stock = 100) => {
      const sku = `${run}-${++products}`;
      const price = { amount: 1_000, currency: 'EUR' };
      await send(`/products/${sku}`, 'PUT', { 'if-none-match': '*' }, { name: sku, price });
      await send(`/products/${sku}/stock-adjustments`, 'POST', {}, { delta: stock, reason: 'received' });
      await row('inventory', 'select 1 from stock where sku = $1 and available = $2', [sku, stock]);
      return sku;
    },
    dieAt: async (service, failpoint, action) => {
      const before = lane.hits().length;
      await lane.agent(service).arm(failpoint);
      const [hit] = await Promise.all([
        waitFor(() => lane.hits()[before], { timeoutMs: longMs, describe: `${service} to reach ${failpoint}` }),
        action(),
      ]);
      if (hit.failpoint !== failpoint || hit.service !== service) {
        throw new Error(`${hit.service} died at ${hit.failpoint}`);
      }
      await stack.halt(service);
    },
    orderIs: async ({ orderId }, what) => {
      await row('order', `select 1 from orders where order_id = $1 and (${what})`, [orderId]);
    },
    provider: async (fault) => {
      const headers = { 'content-type': 'application/json' };
      const body = JSON.stringify(fault);
      const response = await fetch(`${stack.urls.psp}/_faults`, { method: 'POST', headers, body });
      if (!response.ok) throw new Error(`the provider refused the fault: ${response.status}`);
    },
    giveChance: async (condition) => {
      await waitFor(condition, { timeoutMs: 500 }).catch(() => undefined);
    },
    poison: [],
    seen: [],
    tamper: () => tamper(world),
  };
  return world;
};

/** After a run: everything is up, the log's clocks are as they were, the provider does as it should. */
export const tidyUp = async ({ stack, log }: Lane): Promise<void> => {
  await fetch(`${stack.urls.psp}/_faults`, { method: 'DELETE' });
  for (const name of ['postgres', 'nats', 'order', 'payment', 'inventory'] as const) {
    await stack.resume(name);
  }
  for (const name of ['order', 'payment', 'inventory'] as const) await stack.ready(name);
  await log.ackWaits(ackWaitMs);
};
