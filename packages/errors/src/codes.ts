/**
 * What a consumer does with the message whose handling ended in the error:
 * - `retry`: deliver again later, and count the attempt;
 * - `dead_letter`: no retry can help, park it at once with its reason;
 * - `wait`: nothing is wrong with the message, something it needs is away. Hold it, count nothing.
 */
export type Verdict = 'retry' | 'dead_letter' | 'wait';

export interface CodeEntry {
  /** HTTP status that the code is answered with. */
  readonly status: number;
  readonly verdict: Verdict;
  /** The `title` of the problem document: the same for every occurrence (RFC 9457, section 3.1.3). */
  readonly title: string;
}

const entry = (status: number, verdict: Verdict, title: string): CodeEntry => ({ status, verdict, title });

/** Every code there is. Codes are part of the interface: they may be added, never renamed or reused. */
export const codes = {
  MALFORMED_REQUEST: entry(400, 'dead_letter', 'The request could not be understood'),
  VALIDATION_FAILED: entry(400, 'dead_letter', 'The request does not match the schema'),
  SENSITIVE_DATA: entry(400, 'dead_letter', 'The request carries what looks like a card number'),
  POSITION_BEYOND_LOG: entry(400, 'dead_letter', 'The position lies beyond the end of the log'),
  UNAUTHENTICATED: entry(401, 'dead_letter', 'Authentication is required'),
  FORBIDDEN: entry(403, 'dead_letter', 'Not allowed'),
  NOT_FOUND: entry(404, 'dead_letter', 'There is no such thing here'),
  METHOD_NOT_ALLOWED: entry(405, 'dead_letter', 'The method is not allowed here'),
  NOT_ACCEPTABLE: entry(406, 'dead_letter', 'The answer is not available in that form'),
  REQUEST_TIMEOUT: entry(408, 'dead_letter', 'The request did not arrive in time'),
  ORDER_TERMINAL: entry(409, 'dead_letter', 'The order has ended and can no longer change'),
  PRECONDITION_FAILED: entry(412, 'dead_letter', 'The thing has changed since it was read'),
  BODY_TOO_LARGE: entry(413, 'dead_letter', 'The body is too large'),
  UNSUPPORTED_MEDIA_TYPE: entry(415, 'dead_letter', 'The media type is not supported'),
  UNKNOWN_SKU: entry(422, 'dead_letter', 'A product is not in the catalogue'),
  MIXED_CURRENCIES: entry(422, 'dead_letter', 'The items are priced in different currencies'),
  AMOUNT_TOO_LARGE: entry(422, 'dead_letter', 'The total is larger than an order may be'),
  IDEMPOTENCY_KEY_REUSED: entry(422, 'dead_letter', 'The idempotency key was used with another body'),
  PRECONDITION_REQUIRED: entry(428, 'dead_letter', 'The request must be conditional'),
  RATE_LIMITED: entry(429, 'retry', 'Too many requests'),
  INTERNAL: entry(500, 'retry', 'Something went wrong on our side'),
  CONFIG_INVALID: entry(500, 'dead_letter', 'The configuration is not valid'),
  UNDECODABLE: entry(500, 'dead_letter', 'The payload could not be decoded'),
  UNKNOWN_EVENT: entry(500, 'dead_letter', 'No handler knows this type or version of event'),
  CRASH_LOOP: entry(500, 'dead_letter', 'The message ended the process again and again'),
  SCHEMA_MISMATCH: entry(500, 'wait', 'The database schema is older than the code relies on'),
  LOG_INCOMPLETE: entry(500, 'wait', 'The log no longer has all of its messages'),
  PROJECTION_AHEAD: entry(500, 'wait', 'The tables hold what the log does not say'),
  TOPOLOGY_MISMATCH: entry(500, 'wait', 'A stream or durable is weaker than the code relies on'),
  ABORTED: entry(503, 'retry', 'The work was cancelled before it finished'),
  DEPENDENCY_UNAVAILABLE: entry(503, 'wait', 'Something this needs is away'),
  DRAINING: entry(503, 'retry', 'The process is stopping'),
  LOG_FULL: entry(503, 'wait', 'The log keeps its last room for the orders already accepted'),
  LOG_UNAVAILABLE: entry(503, 'wait', 'The log could not be reached'),
  OUTCOME_UNKNOWN: entry(503, 'retry', 'Whether it happened is not known'),
  QUEUE_FULL: entry(503, 'wait', 'The queue is full'),
  TIMEOUT: entry(503, 'retry', 'It took too long'),
} as const satisfies Record<string, CodeEntry>;

export type ErrorCode = keyof typeof codes;

export const isErrorCode = (value: unknown): value is ErrorCode =>
  typeof value === 'string' && Object.hasOwn(codes, value);
