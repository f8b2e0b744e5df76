// What the audit is told. Plain data: whoever has it can judge it, wherever it came from.

export const requestKinds = ['post', 'get', 'cancel', 'events'] as const;
export type RequestKind = (typeof requestKinds)[number];

/** As the order service names them to its clients. */
export const orderStatuses = ['PENDING', 'RESERVED', 'CONFIRMED', 'CANCELLED', 'REJECTED'] as const;
export type OrderStatus = (typeof orderStatuses)[number];

/** One request of a client, as the client saw it. Times in milliseconds since 1970, by one clock that never goes back. */
export interface ClientRequest {
  readonly kind: RequestKind;
  readonly customerId: string;
  /** Of a post. Null when none was sent: then the request stands for itself. */
  readonly key: string | null;
  /** Of a post's body: tells a repeat from another request. Empty for the other kinds. */
  readonly fingerprint: string;
  /** Null: no answer came. */
  readonly status: number | null;
  /** Of a post: as answered. Of the other kinds: as asked for. */
  readonly orderId?: string;
  /** Of a post: as answered. Of the other kinds: the path that was asked, with the position if it was sent. */
  readonly location?: string;
  /** What the order was seen as, in this order. Empty when nothing was: an answer 202 does not claim to see it. */
  readonly seen: readonly OrderStatus[];
  readonly startedAt: number;
  readonly endedAt: number;
}

export type Decision = 'confirmed' | 'rejected' | 'cancelled';

/** The row of the order service. Times in milliseconds since 1970, amounts in minor units, null: not known. */
export interface OrderRow {
  readonly orderId: string;
  readonly customerId: string | null;
  readonly lines: ReadonlyMap<string, number>;
  readonly total: number | null;
  readonly fingerprint: string | null;
  readonly createdAt: number | null;
  /** Of its orders.created in ORDERS. */
  readonly position: number | null;
  readonly reservation: 'reserved' | 'rejected' | null;
  readonly reservationFingerprint: string | null;
  readonly payment: 'approved' | 'declined' | null;
  readonly paymentId: string | null;
  readonly refundId: string | null;
  readonly conflicting: boolean;
  readonly cancelRequested: boolean;
  readonly deadlinePassed: boolean;
  readonly decision: Decision | null;
  readonly decisionReason: string | null;
  readonly decidedAt: number | null;
  readonly wasReserved: boolean;
  /** Something is still to be done. */
  readonly due: boolean;
  /** By the clock of its database; below 0 before it. */
  readonly sinceDeadlineMs: number;
}

export interface ReservationRow {
  readonly orderId: string;
  readonly state: 'reserved' | 'sold' | 'released' | 'rejected' | 'tombstone';
  readonly fingerprint: string | null;
  /** Of a rejected order: what was short. */
  readonly lines: ReadonlyMap<string, number>;
}

export interface PaymentRow {
  readonly orderId: string;
  readonly amount: number | null;
  readonly intentId: string | null;
  readonly outcome: 'approved' | 'declined' | null;
  readonly refundId: string | null;
  /** Something is still to be done. */
  readonly due: boolean;
}

export interface StockRow {
  readonly sku: string;
  readonly available: number;
  readonly reserved: number;
  readonly sold: number;
  readonly received: number;
  /** Sum of the adjustments that were applied. */
  readonly adjusted: number;
}

/** A movement of money in the provider's ledger, in its order. */
export interface Movement {
  readonly kind: 'capture' | 'refund';
  readonly amount: number;
  /** Position in the ledger. */
  readonly seq: number;
}

export interface DurableState {
  readonly durable: string;
  readonly stream: string;
  readonly pending: number;
  readonly unacked: number;
  /** Event types that it reads. */
  readonly types: readonly string[];
  /** Everything of these types up to this sequence was settled when the look began. */
  readonly settledTo: number;
  /** It, or its stream, does not exist. */
  readonly missing?: boolean;
}

export interface StreamState {
  readonly stream: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly lastSequence: number;
  /** Younger messages do not leave it. */
  readonly maxAgeMs: number;
}

export interface Letter {
  readonly sequence: number;
  readonly durable: string;
  readonly messageId: string;
  readonly code: string;
  readonly reason: string;
}

/** Sequence numbers of an order's messages in the streams, by event type. */
export type OrderMessages = Readonly<Record<string, readonly number[]>>;

export interface Witnesses {
  /** Undefined: no client has told. */
  readonly history: readonly ClientRequest[] | undefined;
  readonly orders: ReadonlyMap<string, OrderRow>;
  readonly reservations: ReadonlyMap<string, ReservationRow>;
  readonly payments: ReadonlyMap<string, PaymentRow>;
  readonly stock: readonly StockRow[];
  /** By order. Undefined: the provider keeps none (a simulated gateway), and the payments' rows are all there is. */
  readonly ledger: ReadonlyMap<string, readonly Movement[]> | undefined;
  readonly messages: ReadonlyMap<string, OrderMessages>;
  /** First sequence that ORDERS still has; what is older cannot be compared. */
  readonly firstOrdersSequence: number;
  readonly streams: readonly StreamState[];
  readonly durables: readonly DurableState[];
  readonly deadLetters: readonly Letter[];
  /** Dead letters that are accounted for: by their own sequence, or by the id of the message that was not handled. */
  readonly acknowledged: ReadonlySet<number | string>;
  /** When the rows were read, by the clock of Postgres. Milliseconds since 1970. */
  readonly lookedAt: number;
}
