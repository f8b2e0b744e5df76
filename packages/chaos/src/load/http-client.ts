import { Agent, request } from 'node:http';

export interface Answer {
  readonly status: number;
  readonly location: string;
  readonly body: string;
}

export interface Call {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly timeoutMs: number;
}

export interface HttpClient {
  /** Rejects when no whole answer came: then nobody knows whether the call was executed. */
  call(call: Call): Promise<Answer>;
  /** Calls that wait for an answer. */
  readonly inFlight: number;
  close(): void;
}

const maxSockets = 256;

export const createHttpClient = (url: string): HttpClient => {
  const { hostname, port } = new URL(url);
  const agent = new Agent({ keepAlive: true, maxSockets, scheduling: 'fifo' });
  let inFlight = 0;

  const call = ({ method, path, headers = {}, body, timeoutMs }: Call): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const outgoing = request({ agent, hostname, port, method, path, headers }, (incoming) => {
        let text = '';
        incoming.setEncoding('utf8');
        incoming.on('data', (chunk: string) => {
          text += chunk;
        });
        incoming.on('error', reject);
        incoming.on('end', () => {
          const location = incoming.headers.location ?? '';
          resolve({ status: incoming.statusCode ?? 0, location, body: text });
        });
      });
      // Also when half an answer has come.
      const timer = setTimeout(() => outgoing.destroy(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
      outgoing.on('close', () => {
        clearTimeout(timer);
        reject(new Error('closed without an answer'));
      });
      outgoing.on('error', reject);
      outgoing.end(body);
    });

  return {
    call: (one) => {
      inFlight++;
      return call(one).finally(() => {
        inFlight--;
      });
    },
    get inFlight() {
      return inFlight;
    },
    close: () => agent.destroy(),
  };
};
