import { get, type IncomingMessage } from 'node:http';
import { createHttp, createReadiness, type Http } from '@orderflow/service-kit';
import { createLogger } from '@orderflow/telemetry/logger';
import { createMetrics } from '@orderflow/telemetry/metrics';
import { waitFor } from '@orderflow/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OrderQuery } from '../../application/get-order.ts';
import { record } from '../../domain/decide.ts';
import { noFacts } from '../../domain/facts.ts';
import { created } from '../../domain/histories.spec.ts';
import { registerOrderEvents } from './order-events.ts';

const orderId = '0190d3c1-0000-7000-8000-000000000001';

let http: Http;
let address: string;
let stopping: AbortController;
/** Of each stream that was opened, in order. */
let signals: AbortSignal[];
/** How many of them were let go. */
let released: number;
let found: PromiseWithResolvers<void>;

/** An order that is found when `found` resolves, and never changes. */
async function* follow(_query: OrderQuery, signal: AbortSignal) {
  signals.push(signal);
  try {
    await found.promise;
    yield record(noFacts(orderId), created());
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
  } finally {
    released += 1;
  }
}

beforeEach(async () => {
  stopping = new AbortController();
  [signals, released, found] = [[], 0, Promise.withResolvers<void>()];
  http = await createHttp({
    service: 'order',
    version: '0',
    logger: createLogger({ service: 'order', level: 'silent' }),
    metrics: createMetrics({ service: 'order', processMetrics: false }),
    readiness: createReadiness(),
  });
  const options = { stopping: stopping.signal, heartbeatMs: 20, maxStreams: 1 };
  registerOrderEvents(http, { followOrder: follow }, options);
  address = await http.listen({ host: '127.0.0.1', port: 0 });
});
afterEach(async () => {
  stopping.abort();
  await http.close();
});

const open = () => get(`${address}/orders/${orderId}/events`);
const answered = (request: ReturnType<typeof get>) =>
  new Promise<IncomingMessage>((resolve, reject) => request.once('response', resolve).once('error', reject));
const untilReleased = () => waitFor(() => released === 1, { describe: 'the stream to be let go' });

describe('an event stream', () => {
  it('says now and then that it is still there', async () => {
    found.resolve();
    const answer = await answered(open());
    let text = '';
    for await (const chunk of answer.setEncoding('utf8')) {
      text += chunk;
      if (text.split(': still here\n\n').length > 2) break;
    }
    expect(text).toMatch(/^event: PENDING\nid: 1\ndata: \{"orderId":/);
  });

  it('is let go when the client leaves', async () => {
    found.resolve();
    const answer = await answered(open());
    answer.destroy();
    await untilReleased();
    expect(signals[0]?.aborted).toBe(true);
  });

  it('is let go when the client leaves before the order is found', async () => {
    const request = open();
    request.once('error', () => undefined);
    await waitFor(() => signals.length === 1);
    request.destroy();
    await waitFor(() => signals[0]?.aborted === true, { describe: 'the signal' });
    found.resolve();
    await untilReleased();
    expect((await answered(open())).statusCode).toBe(200);
  });

  it('is refused when there are too many, and taken again when one has ended', async () => {
    found.resolve();
    const first = await answered(open());
    const second = await answered(open());
    expect([second.statusCode, Number(second.headers['retry-after']) > 0]).toEqual([503, true]);
    second.resume();
    first.destroy();
    await untilReleased();
    expect((await answered(open())).statusCode).toBe(200);
  });

  it('ends when the process stops, even if the client does not read', async () => {
    found.resolve();
    const answer = await answered(open());
    answer.pause();
    stopping.abort();
    await untilReleased();
    await http.close();
  });
});
