import { AppError } from '@orderflow/errors';
import { orderflow } from '../gen/contracts.js';
import type { CancelReason, PaymentStatus } from './payloads.ts';

const { CancelReason: WireReason } = orderflow.order.v1;
const { PaymentStatus: WireStatus } = orderflow.payment.v1;

const reasons: Readonly<Record<CancelReason, number>> = {
  customer_request: WireReason.CANCEL_REASON_CUSTOMER_REQUEST,
  payment_declined: WireReason.CANCEL_REASON_PAYMENT_DECLINED,
  deadline_passed: WireReason.CANCEL_REASON_DEADLINE_PASSED,
  conflicting_duplicate: WireReason.CANCEL_REASON_CONFLICTING_DUPLICATE,
};

const statuses: Readonly<Record<PaymentStatus, number>> = {
  approved: WireStatus.PAYMENT_STATUS_APPROVED,
  declined: WireStatus.PAYMENT_STATUS_DECLINED,
};

/** The name of a wire value. A value from a later schema is UNDECODABLE here: guessing would lose money. */
const nameOf =
  <Name extends string>(table: Readonly<Record<Name, number>>, field: string) =>
  (value: number): Name => {
    for (const name in table) if (table[name] === value) return name;
    throw new AppError('UNDECODABLE', `The payload has ${field} ${value}, which this version does not know.`);
  };

export const cancelReasonToWire = (reason: CancelReason): number => reasons[reason];
export const cancelReasonFromWire = nameOf(reasons, 'reason');
export const paymentStatusToWire = (status: PaymentStatus): number => statuses[status];
export const paymentStatusFromWire = nameOf(statuses, 'status');
