import { AppError } from '@orderflow/errors';
import { type CircuitState, compose, createCircuitBreaker, createTimeout } from '@orderflow/resilience';
import { type FailureReason, failureReason, type PaymentGateway } from '../application/gateway.ts';
import { createSimulatedGateway } from './simulated/simulated-gateway.ts';
import { createStripeClient } from './stripe/stripe-client.ts';
import { createStripeGateway } from './stripe/stripe-gateway.ts';

export const gatewayBreakerName = 'payment_gateway';

export interface GatewayOptions {
  readonly kind: 'stripe' | 'simulated';
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly timeoutMs: number;
  readonly halfOpenAfterMs: number;
  readonly onStateChange: (state: CircuitState, why?: string) => void;
}

/** A gateway with what keeps it from being called while it is away. */
export interface GuardedGateway {
  readonly gateway: PaymentGateway;
  readonly state: () => CircuitState;
  close(): void;
}

// It answered, or the answer is about this one payment: nothing is wrong with the gateway.
const harmless: ReadonlySet<FailureReason | undefined> = new Set([
  undefined,
  'in_progress',
  'key_conflict',
  'undecided',
]);

export const createGateway = (options: GatewayOptions): GuardedGateway => {
  const { kind, baseUrl, apiKey, timeoutMs, halfOpenAfterMs, onStateChange } = options;
  if (kind === 'simulated') {
    return { gateway: createSimulatedGateway(), state: () => 'closed', close: () => {} };
  }
  const breaker = createCircuitBreaker({
    name: gatewayBreakerName,
    halfOpenAfterMs,
    isFailure: (error) => !harmless.has(failureReason(error)),
    onStateChange,
  });
  // The breaker is outside: a call that takes too long is a failure to it.
  const policy = compose(breaker, createTimeout({ timeoutMs, name: 'the call to the payment gateway' }));
  const client = createStripeClient({ baseUrl, apiKey });
  return {
    gateway: createStripeGateway({ client, policy }),
    state: () => breaker.state,
    close: () => {
      breaker.close();
      client.close();
    },
  };
};

/** A lease must outlive the longest work on one payment, or two processes would work on it at a time. */
export const checkLease = (leaseMs: number, timeoutMs: number): void => {
  if (leaseMs > 4 * timeoutMs) return;
  throw new AppError(
    'CONFIG_INVALID',
    `SWEEP_LEASE_MS is ${leaseMs}: it must be above four times GATEWAY_TIMEOUT_MS, which is ${timeoutMs}.`,
  );
};
