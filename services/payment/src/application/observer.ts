import type { FailureReason } from './gateway.ts';

/** Told of what happens. Must not throw. */
export interface PaymentObserver {
  approved(): void;
  declined(reason: string): void;
  refunded(): void;
  /** A call failed and the payment was put off. */
  parked(orderId: string, reason: FailureReason): void;
}
