import { setImmediate as turn } from 'node:timers/promises';
import type { Money, OrderCreated } from '@orderflow/contracts';
import { AppError, type ErrorCode } from '@orderflow/errors';
import type { PubAck, Publisher, PublishOptions } from '@orderflow/eventbus';
import { activeTraceparent } from '@orderflow/telemetry';
import { createLogger } from '@orderflow/telemetry/logger';
import { type SpanRecorder, startSpanRecorder } from '@orderflow/telemetry/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { record } from '../domain/decide.ts';
import { type Fact, type Facts, noFacts } from '../domain/facts.ts';
import * as given from '../domain/histories.spec.ts';
import { orderIdOf } from '../domain/identity.ts';
import { statusOf } from '../domain/status.ts';
import { type AcceptOrder, createAcceptOrder } from './accept-order.ts';
import { createCancelOrder } from './cancel-order.ts';
import { createFollowOrder, waitForEnd } from './follow-order.ts';
import { createGetOrder } from './get-order.ts';
import type { Catalog, OrderLog, OrderReader, OrderStore } from './ports.ts';
import { createPublishImplied, createRecordFact } from './record-fact.ts';
import { createSweepDeadlines } from './sweep-deadlines.ts';

const logger = createLogger({ service: 'test', level: 'silent' });
const failure = (code: ErrorCode) => new AppError(code, code);
const orderId = orderIdOf('ada', 'key');
const never = new AbortController().signal;

/** A log in memory that remembers identities, as the real one does within its window, and can be away. */
const createLog = () => {
  const stored: { readonly id: string; readonly payload: unknown; readonly options: PublishOptions }[] = [];
  let trouble: ErrorCode | undefined;
  const publisher: Publisher = {
    publish: async (event, payload, options = {}): Promise<PubAck> => {
      if (trouble) throw failure(trouble);
      const id = event.messageId?.(payload) ?? `${event.key(payload)}:${event.type}`;
      const first = stored.findIndex((one) => one.id === id);
      if (first < 0) stored.push({ id, payload, options });
      return { stream: 'ORDERS', sequence: first < 0 ? stored.length : first + 1, duplicate: first >= 0 };
    },
  };
  const log: OrderLog = {
    read: async (position) => {
      if (trouble) throw failure(trouble);
      if (position > stored.length) throw failure('POSITION_BEYOND_LOG');
      const found = stored[position - 1];
      return found?.id.endsWith(':orders.created') ? (found.payload as OrderCreated) : undefined;
    },
    headersAt: async () => () => undefined,
  };
  return {
    publisher,
    log,
    stored,
    /** Without the id of the order. */
    told: () => stored.map(({ id }) => id.slice(id.indexOf(':') + 1)),
    away: (code: ErrorCode | undefined) => {
      trouble = code;
    },
  };
};

/** The orders' rows in memory, and a database that can be away. */
const createRows = () => {
  const rows = new Map<string, Facts>();
  let trouble: ErrorCode | undefined;
  const reader: OrderReader = {
    find: async (id) => {
      if (trouble) throw failure(trouble);
      return rows.get(id);
    },
    page: () => Promise.reject(failure('INTERNAL')),
  };
  const store: OrderStore = {
    record: async (id, fact) => {
      if (trouble) throw failure(trouble);
      const before = rows.get(id) ?? noFacts(id);
      const facts = record(before, fact);
      rows.set(id, facts);
      return { facts, changed: facts !== before, ended: !before.decision && facts.decision !== undefined };
    },
  };
  return {
    reader,
    store,
    put: (...facts: readonly Fact[]) => rows.set(orderId, facts.reduce(record, noFacts(orderId))),
    away: (code: ErrorCode | undefined) => {
      trouble = code;
    },
  };
};

const prices: Readonly<Record<string, Money>> = { tea: { amount: 1_250, currency: 'EUR' } };
const entry = (sku: string) => (prices[sku] ? { name: sku, price: prices[sku] } : undefined);
const request: AcceptOrder = {
  customerId: 'ada',
  items: [{ sku: 'tea', quantity: 2 }],
  paymentToken: 'tok_visa',
  idempotencyKey: 'key',
};

const open = () => {
  const log = createLog();
  const rows = createRows();
  const ended: string[] = [];
  let accepted = 0;
  let seconds = 0;
  const world = {
    ...log,
    rows,
    ended,
    accepted: () => accepted,
    /** What the copy of the catalogue lacks and the log has. */
    newer: new Set<string>(),
    full: false,
  };
  const catalog: Catalog = {
    get: (sku) => (world.newer.has(sku) ? undefined : entry(sku)),
    find: async (sku) => entry(sku),
  };
  const observer = {
    accepted: () => {
      accepted += 1;
    },
    ended: (status: string) => void ended.push(status),
  };
  const now = () => new Date(Date.UTC(2026, 10, 20, 12, 0, seconds++));
  const getOrder = createGetOrder({ reader: rows.reader, log: log.log });
  const publishImplied = createPublishImplied(log.publisher);
  return {
    ...world,
    world,
    getOrder,
    accept: createAcceptOrder({
      catalog,
      publisher: log.publisher,
      log: log.log,
      accepted: { find: async (id) => (await rows.reader.find(id))?.created },
      headroom: {
        check: () => {
          if (world.full) throw failure('LOG_FULL');
        },
      },
      observer,
      now,
      newOrderId: () => '0190d3c1-0000-7000-8000-000000000001',
    }),
    cancel: createCancelOrder({ getOrder, publisher: log.publisher, now }),
    recordFact: createRecordFact({ store: rows.store, publishImplied, observer, logger, now }),
    publishImplied,
  };
};

describe('accepting an order', () => {
  it('publishes it, in the lane that may be refused, and writes nothing', async () => {
    const { accept, stored, accepted, rows } = open();
    const answer = await accept({ ...request, idempotencyKey: undefined });
    expect(answer).toMatchObject({ position: 1, repeated: false, totalAmount: { amount: 2_500, currency: 'EUR' } });
    expect(stored).toMatchObject([{ id: `${answer.orderId}:orders.created`, options: { lane: 'accept' } }]);
    expect(accepted()).toBe(1);
    expect(await rows.reader.find(answer.orderId)).toBeUndefined();
  });

  it('prices a product that is newer than the copy of the catalogue', async () => {
    const { accept, world } = open();
    world.newer.add('tea');
    expect((await accept(request)).totalAmount.amount).toBe(2_500);
  });

  it('gives the same answer to a repeat: by the log, then by the row', async () => {
    const { accept, rows, log, accepted, stored } = open();
    const first = await accept(request);
    const again = { ...first, repeated: true };
    expect(await accept(request)).toEqual(again);
    const order = await log.read(first.position);
    rows.put({ kind: 'created', created: { ...order!, at: order!.createdAt, position: first.position } });
    expect(await accept(request)).toEqual(again);
    expect([stored.length, accepted()]).toEqual([1, 1]);
  });

  it('asks the row before the catalogue and before the room in the log', async () => {
    const { accept, rows, world, stored } = open();
    rows.put(given.created({ fingerprint: 'x' }));
    world.full = true;
    await expect(accept({ ...request, items: [{ sku: 'gone', quantity: 1 }] })).rejects.toMatchObject({
      code: 'IDEMPOTENCY_KEY_REUSED',
    });
    expect(stored).toEqual([]);
  });

  it.each(['DEPENDENCY_UNAVAILABLE', 'TIMEOUT'] as const)(
    'leaves the decision to the log when the row cannot be asked: %s',
    async (code) => {
      const { accept, rows } = open();
      rows.away(code);
      const first = await accept(request);
      expect(await accept(request)).toEqual({ ...first, repeated: true });
      const other = { ...request, paymentToken: 'tok_other' };
      await expect(accept(other)).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED', details: { orderId } });
    },
  );

  it.each<[ErrorCode, Partial<AcceptOrder>]>([
    ['UNKNOWN_SKU', { items: [{ sku: 'gone', quantity: 1 }] }],
    ['AMOUNT_TOO_LARGE', { items: [{ sku: 'tea', quantity: Number.MAX_SAFE_INTEGER }] }],
  ])('publishes nothing that is %s', async (code, change) => {
    const { accept, stored } = open();
    await expect(accept({ ...request, ...change })).rejects.toMatchObject({ code });
    expect(stored).toEqual([]);
  });

  it('is refused while the log is full or away, and accepted when it is repeated', async () => {
    const { accept, world, away, accepted } = open();
    world.full = true;
    await expect(accept(request)).rejects.toMatchObject({ code: 'LOG_FULL' });
    world.full = false;
    away('LOG_UNAVAILABLE');
    await expect(accept(request)).rejects.toMatchObject({ code: 'LOG_UNAVAILABLE' });
    expect(accepted()).toBe(0);
    away(undefined);
    expect(await accept(request)).toMatchObject({ orderId, repeated: false });
  });
});

describe('finding an order', () => {
  it('prefers the row, else takes the order from its position in the log', async () => {
    const { accept, getOrder, rows } = open();
    const { position } = await accept(request);
    await expect(getOrder({ orderId })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await getOrder({ orderId, position })).toMatchObject({ visible: false, facts: { created: { position } } });
    // A fact that came before the order makes a row that does not show it yet.
    rows.put(given.reserved());
    expect(await getOrder({ orderId, position })).toMatchObject({ visible: false });
    rows.put(given.created(), given.reserved());
    expect(await getOrder({ orderId, position: 999 })).toMatchObject({
      visible: true,
      facts: { reservation: { outcome: 'reserved' } },
    });
  });

  it('goes on by the log while the database is away, and without a position says so', async () => {
    const { accept, getOrder, rows, away } = open();
    const { position } = await accept(request);
    rows.away('DEPENDENCY_UNAVAILABLE');
    expect(await getOrder({ orderId, position })).toMatchObject({ visible: false });
    await expect(getOrder({ orderId })).rejects.toMatchObject({ code: 'DEPENDENCY_UNAVAILABLE' });
    away('LOG_UNAVAILABLE');
    await expect(getOrder({ orderId, position })).rejects.toMatchObject({ code: 'LOG_UNAVAILABLE' });
  });

  it('does not show an order under the position of another', async () => {
    const { accept, getOrder } = open();
    const { position } = await accept(request);
    await expect(getOrder({ orderId: 'another', position })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(getOrder({ orderId, position: position + 1 })).rejects.toMatchObject({ code: 'POSITION_BEYOND_LOG' });
  });
});

describe("another customer's order", () => {
  const [own, other] = [{ owner: request.customerId }, { owner: 'bob' }];

  it.each([
    ['in the log', () => undefined],
    ['in the database', (rows: ReturnType<typeof createRows>) => rows.put(given.created())],
    [
      'in the database, at the end',
      (rows: ReturnType<typeof createRows>) => rows.put(given.created(), given.reserved(), given.approved()),
    ],
  ])('%s is answered as a missing one, whatever is asked', async (_where, put) => {
    const { accept, getOrder, cancel, rows, told } = open();
    const { position } = await accept(request);
    put(rows);
    const missing = '00000000-0000-8000-8000-000000000000';

    for (const at of [undefined, position, position + 1]) {
      const answers = await Promise.allSettled([
        getOrder({ orderId: missing, position: at, ...other }),
        getOrder({ orderId, position: at, ...other }),
        cancel({ orderId, position: at, ...other }),
      ]);
      const [asMissing, ...asOthers] = answers.map((answer) => answer.status === 'rejected' && answer.reason);
      for (const error of asOthers) {
        expect(error.code).toBe(asMissing.code);
        expect(error.message.replace(orderId, missing)).toBe(asMissing.message);
      }
    }
    expect(await getOrder({ orderId, position, ...own })).toMatchObject({ facts: { orderId } });
    expect(told()).toEqual(['orders.created']);
  });
});

describe('cancelling an order', () => {
  it('publishes the wish, once', async () => {
    const { accept, cancel, told } = open();
    const { position } = await accept(request);
    expect(statusOf(await cancel({ orderId, position }))).toBe('PENDING');
    await cancel({ orderId, position });
    expect(told()).toEqual(['orders.created', 'orders.cancel_requested']);
  });

  it.each([
    ['confirmed', [given.created(), given.reserved(), given.approved()]],
    ['rejected', [given.created(), given.rejected()]],
    ['cancelled', [given.created(), given.cancelRequested()]],
  ])('that is %s publishes nothing', async (_name, facts) => {
    const { cancel, rows, told } = open();
    rows.put(...facts);
    await expect(cancel({ orderId })).rejects.toMatchObject({ code: 'ORDER_TERMINAL' });
    expect(told()).toEqual([]);
  });
});

describe('a fact that is recorded', () => {
  it('is followed by what the facts imply, and counted once', async () => {
    const { recordFact, told, ended } = open();
    await recordFact(orderId, given.created());
    expect(told()).toEqual([]);
    await recordFact(orderId, given.reserved());
    expect(told()).toEqual(['orders.payment_requested']);
    await recordFact(orderId, given.approved());
    await recordFact(orderId, given.approved());
    expect(told()).toEqual(['orders.payment_requested', 'orders.confirmed']);
    expect(ended).toEqual(['CONFIRMED']);
  });

  it('comes again after a death between the write and what follows: then that is published', async () => {
    const { recordFact, told, away } = open();
    await recordFact(orderId, given.created());
    away('LOG_UNAVAILABLE');
    await expect(recordFact(orderId, given.reserved())).rejects.toMatchObject({ code: 'LOG_UNAVAILABLE' });
    away(undefined);
    await recordFact(orderId, given.reserved());
    expect(told()).toEqual(['orders.payment_requested']);
  });

  it('restores what another message did not get published', async () => {
    const { recordFact, told, away } = open();
    await recordFact(orderId, given.created());
    away('LOG_UNAVAILABLE');
    await expect(recordFact(orderId, given.cancelRequested())).rejects.toMatchObject({ code: 'LOG_UNAVAILABLE' });
    away(undefined);
    await recordFact(orderId, given.approved());
    expect(told()).toEqual(['orders.cancelled', 'orders.refund_requested']);
  });

  it('publishes nothing while it cannot be written', async () => {
    const { recordFact, rows, told } = open();
    rows.put(given.created());
    rows.away('DEPENDENCY_UNAVAILABLE');
    await expect(recordFact(orderId, given.reserved())).rejects.toMatchObject({ code: 'DEPENDENCY_UNAVAILABLE' });
    expect(told()).toEqual([]);
  });
});

describe('following an order', () => {
  const openFollower = () => {
    const world = open();
    const watchers = new Set<() => void>();
    const changes = {
      watch: (_orderId: string, onChange: () => void) => {
        watchers.add(onChange);
        return () => watchers.delete(onChange);
      },
    };
    const follow = createFollowOrder({ getOrder: world.getOrder, reader: world.rows.reader, changes });
    /** Resolves once whoever listens has had a look. */
    const ring = async () => {
      for (const onChange of watchers) onChange();
      await turn();
    };
    return { ...world, watchers, follow, ring };
  };

  it('gives it now and after each change, until its end, and then listens no more', async () => {
    const { follow, rows, ring, watchers } = openFollower();
    rows.put(given.created());
    const following = follow({ orderId }, never);
    const next = async () => {
      const { value } = await following.next();
      return value ? statusOf(value) : 'done';
    };
    expect(await next()).toBe('PENDING');
    const reserved = next();
    // Rung for nothing, or while the database is away: nothing is given.
    await ring();
    rows.away('DEPENDENCY_UNAVAILABLE');
    await ring();
    rows.away(undefined);
    rows.put(given.created(), given.reserved());
    await ring();
    expect(await reserved).toBe('RESERVED');
    // A change between two looks is not missed.
    rows.put(given.created(), given.reserved(), given.approved());
    await ring();
    expect(await next()).toBe('CONFIRMED');
    expect(await next()).toBe('done');
    expect(watchers.size).toBe(0);
  });

  it('ends when its signal fires, as it is then', async () => {
    const { follow, rows, watchers } = openFollower();
    rows.put(given.created(), given.reserved());
    const patience = new AbortController();
    const waiting = waitForEnd(follow, orderId, 1, patience.signal);
    patience.abort();
    expect(await waiting).toMatchObject({ reservation: { outcome: 'reserved' }, decision: undefined });
    expect(watchers.size).toBe(0);
  });

  it('of one that is not there rejects; waiting for its end gives nothing', async () => {
    const { follow, watchers } = openFollower();
    await expect(follow({ orderId }, never).next()).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await waitForEnd(follow, orderId, 1, never)).toBeUndefined();
    expect(watchers.size).toBe(0);
  });
});

describe('a sweep', () => {
  const deadlineAt = new Date('2026-11-20T12:02:00.000Z');
  const openSweep = (
    history: readonly Fact[],
    caughtUp: boolean | ErrorCode,
    meanwhile?: Fact,
    traceparent?: string,
  ) => {
    const world = open();
    let due = [...history].reduce(record, noFacts(orderId));
    const postponed: string[] = [];
    const published: (string | undefined)[] = [];
    const publisher: Publisher = {
      publish: (event, payload, options) => {
        published.push(activeTraceparent());
        return world.publisher.publish(event, payload, options);
      },
    };
    const sweep = createSweepDeadlines({
      orders: {
        // Undecided, or paid and not confirmed.
        due: async () => (due.decision && !due.payment ? [] : [{ facts: due, deadlineAt }]),
        postpone: async (ids) => void postponed.push(...ids),
      },
      log: {
        headersAt: async (position) => (name) =>
          name === 'traceparent' && position === due.created?.position ? traceparent : undefined,
      },
      progress: {
        caughtUp: async () => {
          if (typeof caughtUp === 'string') throw failure(caughtUp);
          if (meanwhile) due = record(due, meanwhile);
          return caughtUp;
        },
      },
      publisher,
      publishImplied: createPublishImplied(publisher),
      logger,
    });
    return { ...world, sweep: () => sweep(never), postponed, published };
  };

  it('says that the deadline has passed, with the time of the deadline, then puts the order off', async () => {
    const { sweep, stored, postponed } = openSweep([given.created()], true);
    expect(await sweep()).toBe(1);
    expect(stored).toMatchObject([{ id: `${orderId}:orders.deadline_passed`, payload: { passedAt: deadlineAt } }]);
    expect(postponed).toEqual([orderId]);
  });

  it('asks again for the refund of an order that ended', async () => {
    const { sweep, told, postponed } = openSweep([given.created(), given.cancelRequested(), given.approved()], true);
    expect(await sweep()).toBe(1);
    expect(told()).toEqual(['orders.refund_requested']);
    expect(postponed).toEqual([orderId]);
  });

  describe('of an order in a trace', () => {
    let recorder: SpanRecorder;
    beforeAll(async () => {
      recorder = await startSpanRecorder();
    });
    beforeEach(() => recorder.clear());
    afterAll(() => recorder.stop());
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    const parentSpanId = 'b7ad6b7169203331';
    const sender = (flags: '00' | '01') => `00-${traceId}-${parentSpanId}-${flags}`;

    it.each([
      ['deadline', [given.created()]],
      ['refund', [given.created(), given.cancelRequested(), given.approved()]],
    ])('acts on its %s in that trace, in a span of its own', async (_due, history) => {
      const { sweep, published } = openSweep(history, true, undefined, sender('01'));
      expect(await sweep()).toBe(1);
      const attributes = { 'orderflow.order.id': orderId };
      expect(recorder.spans()).toMatchObject([{ name: 'sweep order', traceId, parentSpanId, attributes }]);
      expect(published).toEqual([`00-${traceId}-${recorder.spans()[0]?.spanId}-01`]);
    });

    it('that is not sampled leaves it so', async () => {
      const { sweep, published } = openSweep([given.created()], true, undefined, sender('00'));
      expect(await sweep()).toBe(1);
      expect(published).toEqual([sender('00')]);
      expect(recorder.spans()).toEqual([]);
    });
  });

  it('does nothing while the log is not read up', async () => {
    const { sweep, stored, postponed } = openSweep([given.created()], false);
    expect(await sweep()).toBe(0);
    expect([stored, postponed]).toEqual([[], []]);
  });

  it('does nothing to an order that was ended by what lay unread', async () => {
    const { sweep, stored } = openSweep([given.created()], true, given.cancelRequested());
    expect(await sweep()).toBe(0);
    expect(stored).toEqual([]);
  });

  it('puts nothing off that could not be published', async () => {
    const { sweep, away, postponed } = openSweep([given.created()], true);
    away('LOG_UNAVAILABLE');
    await expect(sweep()).rejects.toMatchObject({ code: 'LOG_UNAVAILABLE' });
    expect(postponed).toEqual([]);
  });
});
