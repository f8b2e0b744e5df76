import { AsyncLocalStorage } from 'node:async_hooks';
import Stripe from 'stripe';

export interface StripeClientOptions {
  /** `https://api.stripe.com`, or where psp-simulator listens. */
  readonly baseUrl: string;
  readonly apiKey: string;
  /** The SDK's own time limit. The policies around a call are tighter. */
  readonly timeoutMs: number;
}

export interface StripeClient {
  readonly sdk: Stripe;
  /** Runs one call of the SDK, which is cut off when the signal fires: the SDK takes no signal of its own. */
  call<T>(work: (sdk: Stripe) => Promise<T>, signal: AbortSignal): Promise<T>;
}

export const createStripeClient = ({ baseUrl, apiKey, timeoutMs }: StripeClientOptions): StripeClient => {
  const { protocol, hostname, port } = new URL(baseUrl);
  const secure = protocol === 'https:';
  const signals = new AsyncLocalStorage<AbortSignal>();

  const cancellableFetch: typeof fetch = (input, init) => {
    const own = signals.getStore();
    const signal = own && init?.signal ? AbortSignal.any([own, init.signal]) : (own ?? init?.signal ?? null);
    return fetch(input, { ...init, signal });
  };

  const sdk = new Stripe(apiKey, {
    host: hostname,
    port: port === '' ? (secure ? 443 : 80) : Number(port),
    protocol: secure ? 'https' : 'http',
    // Retries are the payment's own business: under the stored key, with its own delays, visible in its row.
    maxNetworkRetries: 0,
    timeout: timeoutMs,
    telemetry: false,
    // The SDK's Node client repeats a call once when the connection was closed, whatever the setting; this one does not.
    httpClient: Stripe.createFetchHttpClient(cancellableFetch),
  });

  return {
    sdk,
    call: (work, signal) =>
      signals.run(signal, async () => {
        signal.throwIfAborted();
        return await work(sdk);
      }),
  };
};
