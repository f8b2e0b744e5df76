/** What the network does between two processes. */
export type Weather =
  | { readonly kind: 'open' }
  /** Every piece arrives late, in order. */
  | { readonly kind: 'latency'; readonly delayMs: number; readonly jitterMs: number }
  /** Connections are reset, and new ones at once. */
  | { readonly kind: 'reset' }
  /** Connections stay up and nothing arrives: from the client (`up`), from the server (`down`), or neither way. */
  | { readonly kind: 'blackhole'; readonly direction: 'up' | 'down' | 'both' }
  /** That one side has closed reaches the other only when the weather changes. */
  | { readonly kind: 'slow-close' };
