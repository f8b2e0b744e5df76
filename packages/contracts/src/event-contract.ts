import type { Codec } from './codec.ts';

/** One kind of event. The bus takes it as it is (the shapes agree; this package does not depend on the bus). */
export interface EventContract<T> {
  /** Also its subject: each kind of event has one of its own. */
  readonly type: string;
  readonly subject: string;
  readonly version: number;
  readonly codec: Codec<T>;
  key(payload: T): string;
  readonly keyAttribute?: string;
  messageId?(payload: T): string;
}

/** Under which every span that is about an order names it. */
export const orderIdAttribute = 'orderflow.order.id';

/** An event about an order: its Msg-Id is `<order id>:<type>`, and its spans name the order. */
export const ofOrder = <T extends { readonly orderId: string }>(
  subject: string,
  codec: Codec<T>,
): EventContract<T> => ({
  type: subject,
  subject,
  version: 1,
  codec,
  key: (payload) => payload.orderId,
  keyAttribute: orderIdAttribute,
});
