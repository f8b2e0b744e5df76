/** What the provider answered under an idempotency key. Stored with the effect, in the same line. */
export interface KeyStamp {
  readonly value: string;
  /** Of method, path and parameters: another one under the same key is refused. */
  readonly fingerprint: string;
  /** HTTP status of the stored answer. */
  readonly status: number;
}

interface OfIntent {
  readonly intent: string;
}

interface Moved extends OfIntent {
  /** Minor units. */
  readonly amount: number;
  readonly currency: string;
  /** The merchant's order id, from the intent's metadata; empty when there was none. */
  readonly order: string;
}

/** One thing that happened. `capture` and `refund` are the only ones that move money. */
export type Happening =
  | (Moved & { readonly kind: 'intent'; readonly token: string; readonly metadata: Readonly<Record<string, string>> })
  | (Moved & { readonly kind: 'capture' })
  | (Moved & { readonly kind: 'refund'; readonly refund: string })
  | (OfIntent & { readonly kind: 'decline'; readonly code: string; readonly declineCode: string })
  | (OfIntent & { readonly kind: 'cancel' })
  | (OfIntent & { readonly kind: 'failure' });

/** A line of the ledger. */
export type Entry = Happening & {
  /** Position in the ledger, from 1, without gaps. */
  readonly seq: number;
  /** Seconds since 1970, as the API shows times. */
  readonly at: number;
  readonly key?: KeyStamp;
};

const kinds: ReadonlySet<unknown> = new Set(['intent', 'capture', 'refund', 'decline', 'cancel', 'failure']);

/** Undefined for a line that is not a whole entry: the last line may have been torn by a crash. */
export const parseEntry = (line: string): Entry | undefined => {
  try {
    const entry = JSON.parse(line) as Partial<Entry> | null;
    const whole = Number.isSafeInteger(entry?.seq) && kinds.has(entry?.kind) && typeof entry?.intent === 'string';
    return whole ? (entry as Entry) : undefined;
  } catch {
    return undefined;
  }
};
