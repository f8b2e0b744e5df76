import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { ClientRequest } from '@orderflow/audit';
import { waitFor } from '@orderflow/testkit';

/** How one request ended. `refused`: there was no connection, so nothing of it was ever in flight. */
export type Ending =
  | { readonly kind: 'answered'; readonly status: number; readonly body: string; readonly location: string | undefined }
  | { readonly kind: 'refused' }
  | { readonly kind: 'broken'; readonly onKept: boolean; readonly reason: string };

const readAll = async (response: IncomingMessage): Promise<string> => {
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) text += chunk;
  return text;
};

/**
 * One POST. The connection tells what was in flight: before it stands a request is refused, by a listener that is closed;
 * from then on whatever is not an answer is a broken promise, however little of the request had been sent.
 */
export const post = (url: string, headers: Record<string, string>, body: string, agent: Agent): Promise<Ending> =>
  new Promise((resolve) => {
    let connected = false;
    const outgoing = request(url, {
      method: 'POST',
      agent,
      headers: { 'content-type': 'application/json', ...headers },
    });
    outgoing.once('socket', (socket) => {
      connected = !socket.connecting;
      if (connected) return;
      socket.once('connect', () => {
        connected = true;
      });
    });
    const fail = (error: Error & { code?: string }): void => {
      const reused = outgoing.reusedSocket ? 'a connection that was kept' : 'a new connection';
      const reason = `${error.code ?? ''} ${error.message}, on ${reused}, at ${new Date().toISOString()}`;
      resolve(connected ? { kind: 'broken', onKept: outgoing.reusedSocket, reason } : { kind: 'refused' });
    };
    outgoing.once('error', fail);
    outgoing.once('response', (response) => {
      const { statusCode = 0 } = response;
      const { location } = response.headers;
      readAll(response).then((text) => resolve({ kind: 'answered', status: statusCode, body: text, location }), fail);
    });
    outgoing.end(body);
  });

/** `onKept`: the connection had carried a request before. */
export type Broken = Extract<Ending, { kind: 'broken' }>;

export interface SteadyClient {
  /** Every request with its answer, for the audit. */
  readonly history: readonly ClientRequest[];
  /** Requests that stood on a connection and got no answer. */
  readonly broken: readonly Broken[];
  /** Orders answered 2xx. */
  readonly accepted: number;
  /** Requests that met a closed listener. */
  readonly refused: number;
  /** Codes of the problems that were answered instead of an acceptance. */
  readonly problems: ReadonlySet<string>;
  /** Resolves when so many more orders have been accepted than at the moment. */
  more(orders: number): Promise<void>;
  /** Sends no new orders, and resolves when all that were sent are accepted. */
  stop(): Promise<void>;
}

const connections = 16;
const againMs = 250;

/**
 * Orders at a steady rate over connections that are kept alive and used in turn, each order repeated under its key until
 * it is accepted.
 */
export const startSteadyClient = (options: {
  /** Of each replica, asked in turn; looked at anew for each request. */
  readonly urls: Iterable<string>;
  readonly rate: number;
  readonly run: string;
}): SteadyClient => {
  const { urls, rate, run } = options;
  const agent = new Agent({
    keepAlive: true,
    scheduling: 'fifo',
    maxSockets: connections * 4,
    maxFreeSockets: connections,
  });
  const history: ClientRequest[] = [];
  const broken: Broken[] = [];
  const problems = new Set<string>();
  const open = new Set<Promise<void>>();
  let accepted = 0;
  let refused = 0;
  let sending = true;

  let turn = 0;
  const inTurn = (): string => {
    const all = [...urls];
    turn += 1;
    return all[turn % all.length] ?? '';
  };

  const order = async (key: string): Promise<void> => {
    const body = JSON.stringify({ customerId: run, items: [{ sku: 'TEAPOT', quantity: 1 }], paymentToken: 'tok_visa' });
    const fingerprint = createHash('sha256').update(body).digest('hex');
    for (;;) {
      const startedAt = performance.timeOrigin + performance.now();
      const ending = await post(`${inTurn()}/orders`, { 'idempotency-key': key }, body, agent);
      const status = ending.kind === 'answered' ? ending.status : null;
      const times = { startedAt, endedAt: performance.timeOrigin + performance.now() };
      const asked = { kind: 'post', customerId: run, key, fingerprint, status, seen: [], ...times } as const;
      if (ending.kind === 'broken') broken.push(ending);
      if (ending.kind === 'refused') refused += 1;
      if (ending.kind === 'answered' && ending.status < 300) {
        const { orderId } = JSON.parse(ending.body) as { orderId: string };
        history.push({ ...asked, orderId, ...(ending.location && { location: ending.location }) });
        accepted += 1;
        return;
      }
      if (ending.kind === 'answered') problems.add((JSON.parse(ending.body) as { code: string }).code);
      history.push(asked);
      await delay(againMs);
    }
  };

  const send = async (): Promise<void> => {
    const startedMs = performance.now();
    for (let sent = 0; sending; await delay(5)) {
      for (const due = ((performance.now() - startedMs) * rate) / 1_000; sent < due; sent += 1) {
        const one = order(`${run}-${sent}`).finally(() => open.delete(one));
        open.add(one);
      }
    }
  };
  const sent = send();

  return {
    history,
    broken,
    problems,
    get accepted() {
      return accepted;
    },
    get refused() {
      return refused;
    },
    more: async (orders) => {
      const goal = accepted + orders;
      await waitFor(() => accepted >= goal, { timeoutMs: 60_000, describe: `${orders} more orders to be accepted` });
    },
    stop: async () => {
      sending = false;
      await sent;
      await Promise.all(open);
      agent.destroy();
    },
  };
};

/** An event stream; resolves with true when the server ended it in order. `opened` resolves with its first bytes. */
export const openStream = (url: string): { readonly opened: Promise<void>; readonly ended: Promise<boolean> } => {
  const outgoing = request(url, { headers: { accept: 'text/event-stream' } });
  outgoing.end();
  const response = once(outgoing, 'response').then(([incoming]) => incoming as IncomingMessage);
  const opened = response.then(async (incoming) => {
    await once(incoming, 'readable');
  });
  const ended = response
    .then((incoming) => readAll(incoming))
    .then(
      () => true,
      () => false,
    );
  return { opened, ended };
};
