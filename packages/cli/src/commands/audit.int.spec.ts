import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  audit,
  collectWitnesses,
  createHistoryWriter,
  createMemoryHistory,
  isUnderWay,
  readHistory,
} from '@orderflow/audit';
import { createHttpTarget, createTracker, parseMix, runLoad } from '@orderflow/load';
import { databaseUrl } from '@orderflow/local-stack';
import { startTestStack, type TestStack, waitFor } from '@orderflow/testkit';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const directory = mkdtempSync(join(tmpdir(), 'orderflow-audit-'));
const historyFile = join(directory, 'history.jsonl');
let stack: TestStack;

const orders: readonly (readonly [key: string, token: string, sku: string])[] = [
  ['a', 'tok_visa', 'TEAPOT'],
  ['a', 'tok_visa', 'TEAPOT'],
  ['a', 'tok_visa', 'KETTLE'],
  ['b', 'tok_chargeDeclined', 'KETTLE'],
  ['c', 'tok_visa', 'TEAPOT'],
  ['d', 'tok_visa', 'NO-SUCH-THING'],
];

beforeAll(async () => {
  stack = await startTestStack();
  const history = createHistoryWriter(historyFile);
  const target = createHttpTarget({ url: stack.urls.order, connections: 2, timeoutMs: 30_000, history });
  for (const [idempotencyKey, paymentToken, sku] of orders) {
    await target.post({ customerId: 'ada', items: [{ sku, quantity: 1 }], paymentToken, idempotencyKey });
  }
  await target.close();
  await history.close();
});
afterAll(async () => {
  await stack?.stop();
  rmSync(directory, { recursive: true, force: true });
});

const where = () => {
  const { urls, natsAdminUrl: natsUrl, postgresAdminUrl } = stack;
  return { natsUrl, postgresAdminUrl, pspUrl: urls.psp };
};

const look = async (waitSeconds = 1) =>
  collectWitnesses({ ...where(), history: await readHistory(historyFile), waitSeconds });

const inDatabase = async (service: 'order' | 'inventory', sql: string): Promise<number> => {
  const admin = new URL(stack.postgresAdminUrl);
  const name = `orderflow_${service}`;
  const url = databaseUrl(stack.postgresAdminUrl, name, admin.username, decodeURIComponent(admin.password));
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rowCount ?? 0;
  } finally {
    await client.end();
  }
};

/** Does damage, looks, and puts it right again. */
const damaged = async (service: 'order' | 'inventory', harm: string, mend: string) => {
  expect(await inDatabase(service, harm)).toBeGreaterThan(0);
  try {
    return audit(await look()).map(({ check, message }) => `${check}: ${message}`);
  } finally {
    await inDatabase(service, mend);
  }
};

describe('the audit of a real stack', () => {
  it('finds nothing wrong at rest, and has seen all of it', async () => {
    const witnesses = await look(60);
    expect(audit(witnesses)).toEqual([]);
    expect(witnesses.orders.size).toBe(3);
    expect(witnesses.messages.size).toBe(3);
    expect([...(witnesses.ledger ?? [])].flatMap(([, movements]) => movements)).toHaveLength(2);
    expect(witnesses.history?.map(({ status }) => status)).toEqual([202, 202, 422, 202, 202, 422]);
  });

  it('finds a reservation that was left', async () => {
    const said = await damaged(
      'inventory',
      `update reservations set state = 'reserved' where state = 'released'`,
      `update reservations set state = 'released' where state = 'reserved'`,
    );
    expect(said).toContainEqual(expect.stringMatching(/^held: .* is cancelled and still holds its reservation/));
    expect(said).toContainEqual(expect.stringMatching(/^stock: KETTLE: reserved is not what the reservations hold/));
  });

  it('finds stock that was sold and is not in the books', async () => {
    const said = await damaged(
      'inventory',
      `update stock set available = available + 1, sold = sold - 1 where sku = 'TEAPOT'`,
      `update stock set available = available - 1, sold = sold + 1 where sku = 'TEAPOT'`,
    );
    expect(said).toEqual(['stock: TEAPOT: sold is not what the reservations sold']);
  });

  it('finds an order whose end was changed, by the money, the goods and the log', async () => {
    const said = await damaged(
      'order',
      `update orders set decision = 'confirmed' where decision = 'cancelled'`,
      `update orders set decision = 'cancelled' where decision_reason = 'payment_declined'`,
    );
    expect(new Set(said.map((sentence) => sentence.split(':')[0]))).toEqual(new Set(['path', 'money', 'agreement']));
  });

  it('finds a row that was removed', async () => {
    // DDL is not for a data-modifying WITH: two statements.
    await inDatabase('order', `create table kept as select * from orders where decision = 'cancelled'`);
    const said = await damaged(
      'order',
      `delete from orders where decision = 'cancelled'`,
      'insert into orders select * from kept',
    );
    expect(said).toContainEqual(expect.stringMatching(/^accepted: order .* was accepted and is lost/));
    expect(said).toContainEqual(expect.stringMatching(/^accepted: order .* is in the log and has no row/));
    expect(said).toContainEqual(expect.stringMatching(/^held: there is a reservation for order/));
    expect(await waitFor(async () => audit(await look()).length === 0)).toBe(true);
  });
});

describe('the audit of a system that has been used as customers use it', () => {
  it('finds nothing wrong at rest, and while it is at work only that it is', async () => {
    const history = createMemoryHistory();
    const target = createHttpTarget({ url: stack.urls.order, connections: 16, timeoutMs: 10_000, history });
    const atWork = Promise.withResolvers<void>();
    const load = runLoad({
      ...{ phases: [{ rate: 40, seconds: 5 }], settleSeconds: 60, patienceSeconds: 20, run: 'habits', withKeys: true },
      mix: parseMix('confirm=70,decline=10,no-stock=10,slow=10'),
      habits: { cancel: 0.3, read: 0.5, repeat: 0.3 },
      tracker: createTracker(),
      target,
      onProgress: ({ sent }) => void (sent > 80 && atWork.resolve()),
    });
    await atWork.promise;
    const live = audit(await collectWitnesses(where()));
    expect(live.filter((one) => !isUnderWay(one))).toEqual([]);
    expect(live.length, 'orders that are under way').toBeGreaterThan(0);

    const report = await load;
    await target.close();
    expect(report.unfinished).toEqual([]);
    const witnesses = await collectWitnesses({ ...where(), history: history.requests, waitSeconds: 60 });
    expect(audit(witnesses)).toEqual([]);
    for (const kind of ['post', 'get', 'cancel', 'events']) {
      expect(history.requests.filter((request) => request.kind === kind).length, kind).toBeGreaterThan(10);
    }
  });
});

describe('a look for which one waits until all is at rest', () => {
  it('is taken again when an order comes while it is taken', async () => {
    let lateId = '';
    const ledgerAsksForAnOrder = createServer(async (request, response) => {
      if (lateId === '') {
        const body = JSON.stringify({
          customerId: 'late',
          items: [{ sku: 'TEAPOT', quantity: 1 }],
          paymentToken: 'tok_visa',
        });
        const headers = { 'content-type': 'application/json' };
        const accepted = await fetch(`${stack.urls.order}/orders`, { method: 'POST', headers, body });
        lateId = ((await accepted.json()) as { readonly orderId: string }).orderId;
      }
      response.end(await (await fetch(`${stack.urls.psp}${request.url}`)).text());
    }).listen(0, '127.0.0.1');
    await once(ledgerAsksForAnOrder, 'listening');
    const { port } = ledgerAsksForAnOrder.address() as AddressInfo;
    try {
      const witnesses = await collectWitnesses({ ...where(), pspUrl: `http://127.0.0.1:${port}`, waitSeconds: 30 });
      expect(witnesses.orders.get(lateId)?.decision).toBe('confirmed');
      expect(audit(witnesses)).toEqual([]);
    } finally {
      ledgerAsksForAnOrder.close();
    }
  });
});

describe('a history', () => {
  it('that is not there, or is none, is refused in a sentence', async () => {
    await expect(readHistory(join(directory, 'missing'))).rejects.toThrow(/missing could not be read\./);
    await expect(readHistory(new URL(import.meta.url).pathname)).rejects.toThrow(/line 1: this is no request/);
  });
});
