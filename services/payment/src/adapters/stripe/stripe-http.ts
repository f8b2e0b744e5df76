import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import { AppError } from '@orderflow/errors';
import type Stripe from 'stripe';

type HttpClient = InstanceType<typeof Stripe.HttpClient>;
type HttpResponse = Awaited<ReturnType<HttpClient['makeRequest']>>;

export interface StripeHttpOptions {
  readonly secure: boolean;
  /** Most calls on the wire at a time; more wait for their turn. */
  readonly maxConnections: number;
  /** Fires when the call that is being made is to be cut off. */
  readonly currentSignal: () => AbortSignal | undefined;
}

/**
 * How the SDK speaks HTTP. Its own Node client repeats a call once when the connection was closed, whatever the
 * settings; its fetch client takes two to three times the CPU of `node:http` and opens connections without a bound.
 */
export interface StripeHttp {
  readonly client: HttpClient;
  /** Closes the idle connections. */
  close(): void;
}

export const createStripeHttp = ({ secure, maxConnections, currentSignal }: StripeHttpOptions): StripeHttp => {
  // By its default export: that is the one which tracing instruments.
  const { Agent, request } = secure ? https : http;
  const agent = new Agent({ keepAlive: true, maxSockets: maxConnections });

  return {
    client: {
      getClientName: () => 'node',
      makeRequest: (host, port, path, method, headers, body) =>
        new Promise((resolve, reject) => {
          const signal = currentSignal();
          signal?.throwIfAborted();
          const call = request({ host, port, path, method, headers, agent });
          const cutOff = (): void => void call.destroy(new Error('the call was cut off', { cause: signal?.reason }));
          const failed = (cause: Error): void => {
            signal?.removeEventListener('abort', cutOff);
            // Without its code, by which the SDK would see a closed connection and repeat the call.
            reject(new Error(cause.message, { cause }));
          };
          signal?.addEventListener('abort', cutOff, { once: true });
          call.once('error', failed);
          call.once('response', (response) => {
            readBody(response, failed, (text) => {
              signal?.removeEventListener('abort', cutOff);
              resolve(answerOf(response, text));
            });
          });
          call.end(body);
        }),
    },
    close: () => agent.destroy(),
  };
};

const readBody = (response: IncomingMessage, failed: (error: Error) => void, done: (text: string) => void): void => {
  let text = '';
  response.setEncoding('utf8');
  response.on('data', (chunk: string) => {
    text += chunk;
  });
  response.once('error', failed);
  // Not every answer that is cut short emits an error.
  response.once('close', () => {
    if (!response.complete) failed(new Error('the connection was closed within an answer'));
  });
  response.once('end', () => done(text));
};

const answerOf = ({ statusCode = 0, headers: received }: IncomingMessage, text: string): HttpResponse => {
  const headers = Object.fromEntries(Object.entries(received).map(([name, value]) => [name, String(value)]));
  return {
    getStatusCode: () => statusCode,
    getHeaders: () => headers,
    getRawResponse: () => ({ statusCode, headers }),
    toStream: () => {
      throw new AppError('INTERNAL', 'Answers of the payment gateway are not streamed.');
    },
    toJSON: async () => JSON.parse(text),
  };
};
