import { Agent, type IncomingMessage, request } from 'node:http';
import { AppError } from '@orderflow/errors';

export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** From the call to the last byte. */
  readonly timeoutMs: number;
  /** Takes what has come of the body when it breaks off: for streams that are read until they end or patience does. */
  readonly takesPart?: boolean;
}

export interface HttpAnswer {
  readonly status: number;
  readonly location: string;
  readonly body: string;
}

/** HTTP over a bounded number of connections that are kept open. node:http: fetch costs the machine three times as much. */
export interface HttpCalls {
  /** Rejects when no whole answer came, with a `code`: that of the network, or NO_ANSWER when the time was over. */
  call(request: HttpRequest): Promise<HttpAnswer>;
  /** Calls that have not settled. */
  readonly inFlight: number;
  /** Breaks off what is under way; resolves once every call has settled. */
  close(): Promise<void>;
}

export interface HttpCallsOptions {
  /** One, or several separated by commas, which are used in turn. */
  readonly url: string;
  /** To each. A request that finds none free waits, and its waiting counts. */
  readonly connections: number;
  /** Sent with every request. */
  readonly apiKey?: string | undefined;
}

const noAnswer = () => Object.assign(new Error('no answer'), { code: 'NO_ANSWER' });

const collect = (incoming: IncomingMessage, takesPart: boolean): Promise<string> =>
  new Promise((resolve, reject) => {
    let text = '';
    incoming.setEncoding('utf8');
    incoming.on('data', (chunk: string) => {
      text += chunk;
    });
    incoming.on('error', (error) => (takesPart ? resolve(text) : reject(error)));
    incoming.on('end', () => resolve(text));
    // Broken off by ourselves it has no error, and no end.
    if (takesPart) incoming.on('close', () => resolve(text));
  });

const originOf = (url: string) => {
  const { hostname, port, protocol } = new URL(url);
  if (protocol !== 'http:') throw new AppError('CONFIG_INVALID', `${url}: the load generator speaks plain HTTP only.`);
  return { hostname, port };
};

export const createHttpCalls = ({ url, connections, apiKey }: HttpCallsOptions): HttpCalls => {
  const origins = url.split(',').map(originOf);
  const agent = new Agent({ keepAlive: true, maxSockets: connections, scheduling: 'fifo' });
  const open = new Map<() => void, Promise<unknown>>();
  const credential = apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` };
  let turn = 0;
  let closed = false;

  const send = ({ method, path, headers = {}, body, timeoutMs, takesPart = false }: HttpRequest) => {
    const to = origins[turn++ % origins.length];
    const outgoing = request({ ...to, agent, method, path, headers: { ...headers, ...credential } });
    let begun: IncomingMessage | undefined;
    const breakOff = () => void (takesPart && begun ? begun.destroy() : outgoing.destroy(noAnswer()));
    const timer = setTimeout(breakOff, timeoutMs);
    const answered = new Promise<HttpAnswer>((resolve, reject) => {
      outgoing.on('error', reject);
      outgoing.on('response', (incoming) => {
        begun = incoming;
        collect(incoming, takesPart).then(
          (text) =>
            resolve({ status: incoming.statusCode ?? 0, location: incoming.headers.location ?? '', body: text }),
          reject,
        );
      });
    }).finally(() => {
      clearTimeout(timer);
      open.delete(breakOff);
    });
    open.set(breakOff, answered);
    outgoing.end(body);
    return answered;
  };

  return {
    call: async (request) => {
      if (closed) throw noAnswer();
      return await send(request);
    },
    get inFlight() {
      return open.size;
    },
    close: async () => {
      closed = true;
      const calls = [...open];
      for (const [breakOff] of calls) breakOff();
      await Promise.allSettled(calls.map(([, answered]) => answered));
      agent.destroy();
    },
  };
};
