import { inventoryRejected, inventoryReserved, type OrderCreated } from '@orderflow/contracts';
import { AppError, type ErrorCode } from '@orderflow/errors';
import type { EventDefinition, PubAck, Publisher } from '@orderflow/eventbus';
import type { Policy } from '@orderflow/resilience';
import { createLogger } from '@orderflow/telemetry/logger';
import { describe, expect, it } from 'vitest';
import type { Adjustment } from '../domain/adjustment.ts';
import { applyChanges, type Command, emptyLedger, fold, type Ledger } from '../domain/fold.ts';
import { createAdjustStock } from './adjust-stock.ts';
import { createFindAdjustment } from './find-adjustment.ts';
import type { AdjustmentLog, Catalog, LoggedAdjustment, StockReader, StockStore } from './ports.ts';
import { createRequestAdjustment } from './request-adjustment.ts';
import { createReserveStock } from './reserve-stock.ts';
import { createSettleStock } from './settle-stock.ts';

const at = new Date('2026-11-20T12:00:00.000Z');
const orderId = '00000000-0000-8000-8000-000000000001';
const later = new Date('2026-11-20T13:00:00.000Z');

/** The store as a model: the pure fold over a ledger in memory. */
const createModel = (stock: Readonly<Record<string, number>>) => {
  let ledger: Ledger = emptyLedger;
  const decide = (command: Command) => {
    const { answers, changes } = fold(ledger, [command]);
    ledger = applyChanges(ledger, changes);
    return answers[0]!;
  };
  const answerOf = async <K extends 'reservation' | 'adjustment'>(kind: K, command: Command) => {
    const answer = decide(command);
    if (answer.kind !== kind) throw new Error(`answered with a ${answer.kind}`);
    return answer as Extract<typeof answer, { kind: K }>;
  };
  for (const [sku, delta] of Object.entries(stock)) {
    decide({ kind: 'adjust', sku, key: 'opening', delta, reason: '', at });
  }
  const store: StockStore = {
    reserve: (command) => answerOf('reservation', command),
    settle: (command) => answerOf('reservation', command),
    adjust: (command) => answerOf('adjustment', command),
  };
  return { store, ledger: () => ledger };
};

const given = (stock: Readonly<Record<string, number>>) => {
  const model = createModel(stock);
  const published: { type: string; id: string; data: string }[] = [];
  const publisher: Publisher = {
    publish: async (event, payload): Promise<PubAck> => {
      const id = event.messageId?.(payload) ?? `${event.key(payload)}:${event.type}`;
      published.push({ type: event.type, id, data: Buffer.from(event.codec.encode(payload)).toString('hex') });
      return { stream: 'INVENTORY', sequence: published.length, duplicate: false };
    },
  };
  const outcomes: string[] = [];
  const lines: Record<string, unknown>[] = [];
  const logger = createLogger({
    service: 'test',
    level: 'debug',
    destination: { write: (line: string) => lines.push(JSON.parse(line)) },
  });
  const clock = [at, later, later, later];
  const common = {
    store: model.store,
    publisher,
    observer: { reservation: (outcome: string) => outcomes.push(outcome) },
    logger,
    now: () => clock.shift() ?? later,
  };
  return {
    ...model,
    published,
    outcomes,
    lines,
    reserve: createReserveStock(common),
    settle: createSettleStock(common),
    adjust: createAdjustStock(common),
  };
};

const order = (orderId: string, items: Readonly<Record<string, number>>): OrderCreated => ({
  orderId,
  customerId: 'ada',
  items: Object.entries(items).map(([sku, quantity]) => ({
    sku,
    quantity,
    unitPrice: { amount: 1, currency: 'EUR' },
  })),
  totalAmount: { amount: 1, currency: 'EUR' },
  paymentToken: 'tok_visa',
  fingerprint: 'ab'.repeat(32),
  createdAt: at,
});
const decoded = <T>(event: EventDefinition<T>, data: string): T => event.codec.decode(Buffer.from(data, 'hex'));

describe('an order that comes', () => {
  it('is answered with inventory.reserved, and a repeat with the same bytes under the same identity', async () => {
    const { reserve, published, outcomes } = given({ tea: 5 });
    await reserve(order(orderId, { tea: 2 }));
    await reserve(order(orderId, { tea: 2 }));
    expect(published[0]).toMatchObject({ type: 'inventory.reserved', id: `${orderId}:inventory.reserved` });
    expect(published[1]).toEqual(published[0]);
    expect(decoded(inventoryReserved, published[0]!.data).reservedAt).toEqual(at);
    expect(outcomes).toEqual(['reserved']);
  });

  it('is answered with what was short, by sku, and a repeat with the same bytes', async () => {
    const { reserve, published, outcomes } = given({ tea: 5, milk: 1 });
    await reserve(order(orderId, { tea: 6, milk: 1, biscuits: 1 }));
    await reserve(order(orderId, { biscuits: 1, milk: 1, tea: 6 }));
    expect(decoded(inventoryRejected, published[0]!.data).short).toEqual([
      { sku: 'biscuits', quantity: 1 },
      { sku: 'tea', quantity: 6 },
    ]);
    expect(published[1]).toEqual(published[0]);
    expect(outcomes).toEqual(['rejected']);
  });

  it('again under another body is answered with what was decided on the first', async () => {
    const { reserve, published } = given({ tea: 5 });
    await reserve(order(orderId, { tea: 2 }));
    await reserve({ ...order(orderId, { tea: 4 }), fingerprint: 'cd'.repeat(32) });
    expect(published[1]).toEqual(published[0]);
  });

  it('again after it was settled is still answered: the first answer may have been lost', async () => {
    const { reserve, settle, published, outcomes } = given({ tea: 5 });
    await reserve(order(orderId, { tea: 2 }));
    await settle(orderId, 'confirmed');
    await reserve(order(orderId, { tea: 2 }));
    expect(published.map(({ data }) => data)).toEqual([published[0]!.data, published[0]!.data]);
    expect(outcomes).toEqual(['reserved', 'sold']);
  });

  it('after its end takes nothing and says nothing', async () => {
    const { reserve, settle, published, outcomes, ledger } = given({ tea: 5 });
    await settle(orderId, 'cancelled');
    await reserve(order(orderId, { tea: 2 }));
    expect(published).toEqual([]);
    expect(ledger().stock.get('tea')).toMatchObject({ available: 5, reserved: 0 });
    expect(outcomes).toEqual(['late']);
  });

  it('adds up two lines of one sku', async () => {
    const { reserve, published } = given({ tea: 5 });
    const twice = order(orderId, { tea: 3 });
    await reserve({ ...twice, items: [...twice.items, ...twice.items] });
    expect(published[0]).toMatchObject({ type: 'inventory.rejected' });
  });

  it('is logged with its id', async () => {
    const { reserve, lines } = given({ tea: 5 });
    await reserve(order(orderId, { tea: 2 }));
    expect(lines).toContainEqual(expect.objectContaining({ orderId, state: 'reserved' }));
  });
});

describe('an order that is over', () => {
  it('counts what became of its goods once', async () => {
    const { reserve, settle, outcomes } = given({ tea: 5 });
    await reserve(order('a', { tea: 2 }));
    for (const ending of ['cancelled', 'cancelled', 'rejected'] as const) await settle('a', ending);
    expect(outcomes).toEqual(['reserved', 'released']);
  });

  it('is an error in the log when it was confirmed and nothing is held for it', async () => {
    const { settle, lines } = given({ tea: 5 });
    await settle(orderId, 'confirmed');
    expect(lines).toContainEqual(expect.objectContaining({ level: 'error', orderId, state: 'tombstone' }));
  });
});

describe('an adjustment that comes', () => {
  it('is decided once, and a key that comes with another body is told to people', async () => {
    const { adjust, lines, ledger } = given({ tea: 5 });
    const adjusted = { sku: 'tea', key: 'k', delta: 3, reason: 'delivery', adjustedAt: at };
    await adjust(adjusted);
    await adjust({ ...adjusted, delta: 30 });
    expect(ledger().stock.get('tea')?.available).toBe(8);
    expect(lines).toContainEqual(expect.objectContaining({ level: 'warn', sku: 'tea', key: 'k' }));
  });
});

describe('asking for an adjustment', () => {
  const passThrough: Policy = { execute: (work) => work(new AbortController().signal) };
  const away = (code: ErrorCode) => Promise.reject(new AppError(code, 'away'));
  const first: LoggedAdjustment = { sku: 'tea', key: 'k', delta: 3, reason: 'delivery', adjustedAt: at };

  const asking = (options: {
    readonly row?: Adjustment | ErrorCode;
    readonly ack?: Partial<PubAck> | ErrorCode;
    readonly logged?: LoggedAdjustment | undefined;
    readonly inCopy?: boolean;
  }) => {
    const product = { sku: 'tea', name: 'Tea', price: { amount: 1, currency: 'EUR' }, revision: 1 };
    const catalog: Catalog = {
      get: (sku) => (sku === 'tea' && options.inCopy !== false ? product : undefined),
      find: async (sku) => (sku === 'tea' ? product : undefined),
      page: () => ({ products: [], more: false }),
      put: () => Promise.reject(new Error('not here')),
    };
    const published: unknown[] = [];
    const publisher: Publisher = {
      publish: async (_event, payload) => {
        published.push(payload);
        if (typeof options.ack === 'string') return away(options.ack);
        return { stream: 'INVENTORY', sequence: 7, duplicate: false, ...options.ack };
      },
    };
    const reader: StockReader = {
      stockOf: async () => new Map(),
      adjustment: async () => (typeof options.row === 'string' ? away(options.row) : options.row),
    };
    const log: AdjustmentLog = { read: async () => options.logged };
    const newKey = () => 'made-up';
    const ask = createRequestAdjustment({
      catalog,
      publisher,
      log,
      reader,
      lookUp: passThrough,
      now: () => later,
      newKey,
    });
    return { ask, published };
  };
  const request = { sku: 'tea', key: 'k', delta: 3, reason: 'delivery' };

  it('puts it into the log', async () => {
    const { ask, published } = asking({});
    const expected = { ...request, adjustedAt: later };
    expect(await ask(request)).toEqual({ adjustment: expected, sequence: 7 });
    expect(published).toEqual([expected]);
  });

  it('makes up a key when there is none', async () => {
    const { ask } = asking({});
    expect((await ask({ ...request, key: undefined })).adjustment.key).toBe('made-up');
  });

  it('twice gets the answer of the first', async () => {
    const { ask } = asking({ ack: { duplicate: true, sequence: 3 }, logged: first });
    expect(await ask(request)).toEqual({ adjustment: first, sequence: 3 });
  });

  it.each([{ delta: 4 }, { reason: 'other' }])('again with %j under the same key is refused', async (other) => {
    const { ask } = asking({ ack: { duplicate: true }, logged: first });
    await expect(ask({ ...request, ...other })).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
  });

  it('long after gets the answer from the row, and publishes nothing', async () => {
    const { ask, published } = asking({ row: { ...first, outcome: 'applied' } });
    expect(await ask(request)).toEqual({ adjustment: { ...first, outcome: 'applied' }, sequence: undefined });
    await expect(ask({ ...request, delta: 4 })).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
    expect(published).toEqual([]);
  });

  it.each(['DEPENDENCY_UNAVAILABLE', 'TIMEOUT'] as const)(
    'is accepted while the row cannot be read (%s)',
    async (row) => {
      const { ask, published } = asking({ row });
      await ask(request);
      expect(published).toHaveLength(1);
    },
  );

  it('of an unknown sku is NOT_FOUND, and nothing is published', async () => {
    const { ask, published } = asking({});
    await expect(ask({ ...request, sku: 'coffee' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(published).toEqual([]);
  });

  it('of a sku that the copy does not have yet is accepted', async () => {
    const { ask, published } = asking({ inCopy: false });
    await ask(request);
    expect(published).toHaveLength(1);
  });

  it('under the name of an event is refused: it could pass for the answer to an order', async () => {
    const { ask, published } = asking({});
    await expect(ask({ ...request, key: 'inventory.reserved' })).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
    expect(published).toEqual([]);
  });

  it('is unknown, not failed, when the log does not answer or has lost the first one', async () => {
    await expect(asking({ ack: 'LOG_UNAVAILABLE' }).ask(request)).rejects.toMatchObject({ code: 'LOG_UNAVAILABLE' });
    const lost = asking({ ack: { duplicate: true }, logged: undefined });
    await expect(lost.ask(request)).rejects.toMatchObject({ code: 'LOG_UNAVAILABLE' });
  });

  describe('and then for what became of it', () => {
    const finding = (row: Adjustment | ErrorCode | undefined, logged: LoggedAdjustment | undefined) =>
      createFindAdjustment({
        reader: {
          stockOf: async () => new Map(),
          adjustment: async () => (typeof row === 'string' ? away(row) : row),
        },
        log: { read: async () => logged },
      });

    it('is what the row says', async () => {
      const row: Adjustment = { ...first, outcome: 'refused' };
      expect(await finding(row, undefined)('tea', 'k', undefined)).toEqual({ status: 'refused', adjustment: row });
    });

    it('is pending while it is only in the log, also with the database away', async () => {
      expect(await finding(undefined, first)('tea', 'k', 3)).toEqual({ status: 'pending', adjustment: first });
      const away = finding('DEPENDENCY_UNAVAILABLE', first);
      expect(await away('tea', 'k', 3)).toMatchObject({ status: 'pending' });
      await expect(away('tea', 'k', undefined)).rejects.toMatchObject({ code: 'DEPENDENCY_UNAVAILABLE' });
    });

    it('is NOT_FOUND when another one lies there', async () => {
      await expect(finding(undefined, first)('tea', 'other', 3)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      await expect(finding(undefined, undefined)('tea', 'k', undefined)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    });
  });
});
