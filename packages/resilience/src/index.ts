export { type BackoffOptions, backoffMs } from './backoff.ts';
export { type BulkheadOptions, createBulkhead } from './bulkhead.ts';
export {
  type CircuitBreaker,
  type CircuitBreakerOptions,
  type CircuitState,
  createCircuitBreaker,
} from './circuit-breaker.ts';
export { compose, type Policy } from './policy.ts';
export { createRetry, type RetryFailure, type RetryOptions } from './retry.ts';
export { createTimeout, type TimeoutOptions } from './timeout.ts';
