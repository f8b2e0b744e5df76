import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createPspApp, type PspApp } from './app.ts';

let directory: string;
let app: PspApp;
let url: string;

const start = async (): Promise<void> => {
  app = await createPspApp({ LEDGER_FILE: join(directory, 'ledger.jsonl'), SLOW_MS: 300, MAX_KEYS: 1000 });
  url = await app.http.listen({ host: '127.0.0.1', port: 0 });
};

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'orderflow-psp-'));
  await start();
});
afterEach(async () => {
  await app.stop();
  rmSync(directory, { recursive: true, force: true });
});

interface Reply {
  readonly status: number;
  readonly replayed: boolean;
  readonly body: { id: string; status?: string; error?: { type: string; code?: string; decline_code?: string } };
}

const call = async (method: string, path: string, form = '', key?: string): Promise<Reply> => {
  const response = await fetch(`${url}/v1${path}`, {
    method,
    headers: {
      authorization: 'Bearer sk_test_1',
      ...(method === 'POST' && { 'content-type': 'application/x-www-form-urlencoded' }),
      ...(key !== undefined && { 'idempotency-key': key }),
    },
    body: method === 'POST' ? form : null,
  });
  const replayed = response.headers.get('idempotent-replayed') === 'true';
  return { status: response.status, replayed, body: (await response.json()) as Reply['body'] };
};

const formOf = (token: string, amount = 1999): string =>
  `amount=${amount}&currency=eur&metadata[orderflow_order_id]=o1&payment_method_data[type]=card&payment_method_data[card][token]=${token}`;
const create = async (token: string, key?: string): Promise<string> =>
  (await call('POST', '/payment_intents', formOf(token), key)).body.id;
const confirm = (id: string, key?: string): Promise<Reply> => call('POST', `/payment_intents/${id}/confirm`, '', key);
const retrieve = (id: string): Promise<Reply> => call('GET', `/payment_intents/${id}`);

interface AdminBody {
  readonly totals: Record<string, number>;
  readonly entries: { kind: string; intent: string }[];
}

const json = async (method: string, path: string, body?: unknown) => {
  const headers = body === undefined ? {} : { 'content-type': 'application/json' };
  const response = await fetch(`${url}${path}`, { method, headers, body: JSON.stringify(body) ?? null });
  return { status: response.status, body: (response.status === 204 ? {} : await response.json()) as AdminBody };
};
const totals = async () => (await json('GET', '/_ledger?limit=0')).body.totals;

describe('each test token', () => {
  it.each([
    ['tok_visa', 200, 'succeeded', 1],
    ['tok_mastercard', 200, 'succeeded', 1],
    ['tok_amex', 200, 'succeeded', 1],
    ['tok_slow', 200, 'succeeded', 1],
    ['tok_chargeDeclined', 402, 'requires_payment_method', 0],
    ['tok_insufficientFunds', 402, 'requires_payment_method', 0],
    ['tok_chargeDeclinedInsufficientFunds', 402, 'requires_payment_method', 0],
    ['tok_chargeDeclinedExpiredCard', 402, 'requires_payment_method', 0],
    ['tok_chargeDeclinedFraudulent', 402, 'requires_payment_method', 0],
    ['tok_500ThenSuccess', 500, 'succeeded', 1],
    ['tok_500', 500, 'requires_confirmation', 0],
    ['tok_unavailable', 503, 'requires_confirmation', 0],
  ])('%s is answered %i and leaves the intent %s', async (token, status, left, captures) => {
    const id = await create(token);
    expect((await retrieve(id)).body.status).toBe('requires_confirmation');
    const first = await confirm(id, 'k');
    expect(first.status).toBe(status);
    expect((await retrieve(id)).body.status).toBe(left);
    const again = await confirm(id, 'k');
    expect(again).toEqual({ ...first, replayed: token !== 'tok_unavailable' });
    expect(await totals()).toMatchObject({ captures });
  });

  it('tok_unknownOutcome captures without an answer, and answers the repeat', async () => {
    const id = await create('tok_unknownOutcome');
    await expect(confirm(id, 'k')).rejects.toThrow('fetch failed');
    expect(await confirm(id, 'k')).toMatchObject({ status: 200, replayed: true, body: { status: 'succeeded' } });
    expect(await totals()).toMatchObject({ captures: 1 });
  });
});

describe('an idempotency key', () => {
  it('gives the first answer again, whatever became of the intent', async () => {
    const id = await create('tok_visa', 'k1');
    await confirm(id);
    const again = await call('POST', '/payment_intents', formOf('tok_visa'), 'k1');
    expect(again).toMatchObject({ replayed: true, body: { id, status: 'requires_confirmation' } });
  });

  it('is refused with other parameters, and for another call', async () => {
    const id = await create('tok_visa', 'k1');
    const refused = { status: 400, body: { error: { type: 'idempotency_error' } } };
    expect(await call('POST', '/payment_intents', formOf('tok_visa', 1), 'k1')).toMatchObject(refused);
    expect(await confirm(id, 'k1')).toMatchObject(refused);
  });

  it('is in use while its call runs', async () => {
    const id = await create('tok_slow');
    const [first, second] = await Promise.all([confirm(id, 'k'), confirm(id, 'k')]);
    expect([first.status, second.status].sort()).toEqual([200, 409]);
    expect(await totals()).toMatchObject({ captures: 1 });
  });

  it('is not used up by a request that was refused before it was executed', async () => {
    expect((await call('POST', '/payment_intents', 'amount=x&currency=eur', 'k1')).status).toBe(400);
    expect((await call('POST', '/payment_intents', formOf('tok_visa'), 'k1')).status).toBe(200);
  });

  it('outlives the process, and can be forgotten', async () => {
    const id = await create('tok_visa', 'k1');
    await confirm(id, 'k2');
    await app.stop();
    await start();
    expect(await create('tok_visa', 'k1')).toBe(id);
    expect(await confirm(id, 'k2')).toMatchObject({ replayed: true, body: { status: 'succeeded' } });
    expect((await json('DELETE', '/_keys')).body).toEqual({ forgotten: 2 });
    expect(await create('tok_visa', 'k1')).not.toBe(id);
    expect((await confirm(id, 'k2')).body.error?.code).toBe('payment_intent_unexpected_state');
    expect(await totals()).toMatchObject({ captures: 1 });
  });
});

describe('refusals', () => {
  it.each([
    ['no key', 401, 'GET', '/payment_intents/pi_1', '', { authorization: 'Bearer nope' }],
    ['an unknown path', 404, 'POST', '/charges', '', {}],
    ['an unknown intent', 404, 'GET', '/payment_intents/pi_1', '', {}],
    ['an unknown refund', 404, 'GET', '/refunds/re_1', '', {}],
    ['no amount', 400, 'POST', '/payment_intents', 'currency=eur', {}],
    ['an amount of zero', 400, 'POST', '/payment_intents', formOf('tok_visa', 0), {}],
    ['a currency that is none', 400, 'POST', '/payment_intents', 'amount=1&currency=euro', {}],
    ['an unknown token', 400, 'POST', '/payment_intents', formOf('tok_nonsense'), {}],
    ['confirming at once', 400, 'POST', '/payment_intents', `${formOf('tok_visa')}&confirm=true`, {}],
    ['a partial refund', 400, 'POST', '/refunds', 'payment_intent=pi_1&amount=1', {}],
  ])('of %s: %i', async (_what, status, method, path, form, headers) => {
    const response = await fetch(`${url}/v1${path}`, {
      method,
      headers: {
        authorization: 'Bearer sk_test_1',
        ...(method === 'POST' && { 'content-type': 'application/x-www-form-urlencoded' }),
        ...headers,
      },
      body: method === 'POST' ? form : null,
    });
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ error: { type: 'invalid_request_error' } });
  });
});

describe('an intent', () => {
  it('is refunded once, and lists its refund', async () => {
    const id = await create('tok_visa');
    await confirm(id);
    const { body } = await call('POST', '/refunds', `payment_intent=${id}`);
    expect((await call('GET', `/refunds/${body.id}`)).body).toEqual(body);
    expect((await call('GET', `/refunds?payment_intent=${id}`)).body).toMatchObject({ data: [body], has_more: false });
    const again = await call('POST', '/refunds', `payment_intent=${id}`);
    expect(again.body.error?.code).toBe('charge_already_refunded');
    expect(await totals()).toMatchObject({ captures: 1, refunds: 1, capturedAmount: 1999, refundedAmount: 1999 });
  });

  it('captures nothing once it is cancelled, and is not cancelled once it has captured', async () => {
    const id = await create('tok_visa');
    expect((await call('POST', `/payment_intents/${id}/cancel`)).body.status).toBe('canceled');
    expect((await confirm(id)).body.error?.code).toBe('payment_intent_unexpected_state');
    const captured = await create('tok_visa');
    await confirm(captured);
    const late = await call('POST', `/payment_intents/${captured}/cancel`);
    expect(late.body.error?.code).toBe('payment_intent_unexpected_state');
  });

  it('is changed by one call at a time', async () => {
    const id = await create('tok_slow');
    const replies = await Promise.all([confirm(id), call('POST', `/payment_intents/${id}/cancel`)]);
    expect(replies.map(({ status }) => status)).toEqual([200, 429]);
  });
});

describe('a fault', () => {
  it('strikes what it matches, as often as it should', async () => {
    const id = await create('tok_visa');
    await json('POST', '/_faults', { mode: 'fail', match: { operation: 'confirm', order: 'o1' }, count: 1 });
    expect((await confirm(id)).status).toBe(503);
    expect((await json('GET', '/_faults')).body).toEqual({ faults: [] });
    expect((await confirm(id)).status).toBe(200);
  });

  it('can let a call succeed without an answer', async () => {
    const id = await create('tok_visa');
    await json('POST', '/_faults', { mode: 'succeed_without_answering' });
    await expect(confirm(id, 'k')).rejects.toThrow('fetch failed');
    await json('DELETE', '/_faults');
    expect((await confirm(id, 'k')).body.status).toBe('succeeded');
  });

  it('can make a call slow, or hang until it is taken away', async () => {
    const id = await create('tok_visa');
    await json('POST', '/_faults', { mode: 'hang', count: 1 });
    const hanging = confirm(id);
    const gone = expect(hanging).rejects.toThrow('fetch failed');
    await json('POST', '/_faults', { mode: 'slow', delayMs: 20, count: 1 });
    expect((await confirm(id)).status).toBe(200);
    await json('DELETE', '/_faults');
    await gone;
  });

  it('is refused when it makes no sense', async () => {
    expect((await json('POST', '/_faults', { mode: 'fail', unknown: 1 })).status).toBe(400);
    expect(await json('POST', '/_faults', { mode: 'explode' })).toEqual({
      status: 400,
      body: { error: 'body/mode must be one of fail, hang, slow, succeed_without_answering.' },
    });
    expect(await json('POST', '/_faults', { mode: 'fail', match: { operation: 'capture' } })).toEqual({
      status: 400,
      body: {
        error: 'body/match/operation must be one of create, confirm, cancel, retrieve, search, refund.',
      },
    });
    expect((await json('GET', '/_faults')).body).toEqual({ faults: [] });
  });
});

describe('what is not there', () => {
  it.each([
    ['GET', '/nope', 404, 'There is no GET /nope: '],
    ['PUT', '/_faults', 404, 'There is no PUT /_faults: '],
    ['GET', '/%zz', 400, "'/%zz' is not a valid url component."],
  ])('%s %s: %i, with a sentence', async (method, path, status, sentence) => {
    const response = await fetch(`${url}${path}`, { method });
    expect(response.status).toBe(status);
    expect(await response.json()).toEqual({ error: expect.stringContaining(sentence) });
  });
});

describe('the ledger', () => {
  it('tells what happened to an order', async () => {
    const id = await create('tok_visa', 'k1');
    await confirm(id, 'k2');
    const { entries } = (await json('GET', '/_ledger?order=o1')).body;
    expect(entries.map(({ kind, intent }) => [kind, intent])).toEqual([
      ['intent', id],
      ['capture', id],
    ]);
    expect((await json('GET', `/_ledger?intent=${id}`)).body.entries).toEqual(entries);
    expect((await json('GET', '/_ledger?order=other')).body.entries).toEqual([]);
  });

  it('is read in pages', async () => {
    await confirm(await create('tok_visa', 'k1'), 'k2');
    const page = async (query: string) => (await json('GET', `/_ledger?${query}`)).body.entries.map(({ kind }) => kind);
    expect(await page('limit=1')).toEqual(['intent']);
    expect(await page('limit=5&after=1')).toEqual(['capture']);
    expect(await page('after=2')).toEqual([]);
  });
});
