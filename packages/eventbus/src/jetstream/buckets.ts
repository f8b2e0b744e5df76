/** Names of the bus's own key-value buckets. */
export const buckets = {
  /** What is known of messages that keep coming back: `<durable>.<stream>.<sequence>`. */
  attempts: 'attempts',
  /** Definition and last position of each durable, from which the watchdog rebuilds one: `<durable>`. */
  durables: 'durables',
} as const;

/** A message that has not come back for this long is forgotten by the ledger. */
export const attemptsTtlMs = 7 * 86_400_000;

export const bucketMaxBytes = 256 * 1024 * 1024;
