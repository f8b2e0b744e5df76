import { AsyncLocalStorage } from 'node:async_hooks';
import Stripe from 'stripe';
import { createStripeHttp } from './stripe-http.ts';

export interface StripeClientOptions {
  /** `https://api.stripe.com`, or where psp-simulator listens. */
  readonly baseUrl: string;
  readonly apiKey: string;
}

/** More than the payments that are worked on at a time: messages of the durable and those of the sweeper. */
const maxConnections = 512;

export interface StripeClient {
  readonly sdk: Stripe;
  /** Runs one call of the SDK, which is cut off when the signal fires: the SDK takes no signal of its own. */
  call<T>(work: (sdk: Stripe) => Promise<T>, signal: AbortSignal): Promise<T>;
  close(): void;
}

export const createStripeClient = ({ baseUrl, apiKey }: StripeClientOptions): StripeClient => {
  const { protocol, hostname, port } = new URL(baseUrl);
  const secure = protocol === 'https:';
  const signals = new AsyncLocalStorage<AbortSignal>();

  const wire = createStripeHttp({ secure, maxConnections, currentSignal: () => signals.getStore() });
  const sdk = new Stripe(apiKey, {
    host: hostname,
    port: port === '' ? (secure ? 443 : 80) : Number(port),
    protocol: secure ? 'https' : 'http',
    // Retries are the payment's own business: under the stored key, with its own delays, visible in its row.
    maxNetworkRetries: 0,
    telemetry: false,
    httpClient: wire.client,
  });

  return {
    sdk,
    call: (work, signal) =>
      signals.run(signal, async () => {
        signal.throwIfAborted();
        return await work(sdk);
      }),
    close: wire.close,
  };
};
