import { Agent, request } from 'node:http';
import type { HistoryWriter } from '@orderflow/audit';
import { AppError } from '@orderflow/errors';
import type { Outcome } from './mix.ts';

interface OrderRequest {
  readonly customerId: string;
  readonly sku: string;
  readonly paymentToken: string;
  readonly idempotencyKey: string | undefined;
}

type Answer =
  | { readonly kind: 'accepted'; readonly orderId: string; readonly location: string }
  /** A problem document's code, or a code of the network: `ECONNRESET`, `NO_ANSWER`. */
  | { readonly kind: 'refused'; readonly code: string };

type OrderState = Outcome | 'OPEN' | 'UNKNOWN';

/** What is put under load. Neither call rejects. */
export interface Target {
  post(order: OrderRequest): Promise<Answer>;
  /** The state of an order that was accepted, by what `Location` said. */
  stateOf(location: string): Promise<OrderState>;
  close(): void;
}

export interface HttpTargetOptions {
  readonly url: string;
  /** Connections kept open; a request that finds none free waits, and its waiting counts. */
  readonly connections: number;
  readonly timeoutMs: number;
  /** Told of every order that is posted, and of what was answered. */
  readonly history?: HistoryWriter;
}

interface RawAnswer {
  readonly status: number;
  readonly location: string;
  readonly body: string;
}

const outcomes: readonly Outcome[] = ['CONFIRMED', 'CANCELLED', 'REJECTED'];

const codeOf = (error: unknown): string => {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return error instanceof Error ? error.message : String(error);
};

const field = (body: string, name: string): string => {
  try {
    const value = (JSON.parse(body) as Record<string, unknown>)[name];
    return typeof value === 'string' ? value : '';
  } catch {
    return '';
  }
};

/** The order service over HTTP. node:http rather than fetch: it costs the machine under load a third as much. */
export const createHttpTarget = ({ url, connections, timeoutMs, history }: HttpTargetOptions): Target => {
  const { hostname, port, protocol } = new URL(url);
  if (protocol !== 'http:') throw new AppError('CONFIG_INVALID', `${url}: the load generator speaks plain HTTP only.`);
  const agent = new Agent({ keepAlive: true, maxSockets: connections, scheduling: 'fifo' });

  const call = (method: string, path: string, headers: Record<string, string>, body?: string): Promise<RawAnswer> =>
    new Promise((resolve, reject) => {
      const outgoing = request({ agent, hostname, port, method, path, headers }, (incoming) => {
        let text = '';
        incoming.setEncoding('utf8');
        incoming.on('data', (chunk: string) => {
          text += chunk;
        });
        incoming.on('error', reject);
        incoming.on('end', () => {
          clearTimeout(timer);
          resolve({ status: incoming.statusCode ?? 0, location: incoming.headers.location ?? '', body: text });
        });
      });
      const timer = setTimeout(
        () => outgoing.destroy(Object.assign(new Error('no answer'), { code: 'NO_ANSWER' })),
        timeoutMs,
      );
      outgoing.on('error', (error) => {
        clearTimeout(timer);
        reject(error);
      });
      outgoing.end(body);
    });

  return {
    post: async ({ customerId, sku, paymentToken, idempotencyKey }) => {
      const body = `{"customerId":"${customerId}","items":[{"sku":"${sku}","quantity":1}],"paymentToken":"${paymentToken}"}`;
      const headers: Record<string, string> = {
        'content-type': 'application/json',
        'content-length': String(body.length),
      };
      if (idempotencyKey !== undefined) headers['idempotency-key'] = idempotencyKey;
      const asked = { customerId, key: idempotencyKey ?? null, body };
      try {
        const answer = await call('POST', '/orders', headers, body);
        const { status, location } = answer;
        if (status === 200 || status === 202) {
          const orderId = field(answer.body, 'orderId');
          history?.record({ ...asked, status, orderId, location });
          return { kind: 'accepted', orderId, location };
        }
        history?.record({ ...asked, status });
        return { kind: 'refused', code: `${status} ${field(answer.body, 'code')}`.trim() };
      } catch (error) {
        history?.record({ ...asked, status: null });
        return { kind: 'refused', code: codeOf(error) };
      }
    },
    stateOf: async (location) => {
      try {
        const { status, body } = await call('GET', location, {});
        if (status === 202) return 'OPEN';
        if (status !== 200) return 'UNKNOWN';
        const state = field(body, 'status');
        return outcomes.find((outcome) => outcome === state) ?? 'OPEN';
      } catch {
        return 'UNKNOWN';
      }
    },
    close: () => agent.destroy(),
  };
};
