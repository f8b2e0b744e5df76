/** What a look at a durable shows. */
export interface DurableLook {
  /** When it was created, as the server says. */
  readonly created: string;
  /** Stored for it and never delivered. */
  readonly pending: number;
  /** Counts every delivery, redeliveries included. */
  readonly deliveredCount: number;
  /** The server delivers nothing because too much is unsettled, or because someone paused it. */
  readonly waitsForUs: boolean;
  /** We have asked for messages. */
  readonly asked: boolean;
}

export interface Patience {
  readonly look: DurableLook;
  readonly sinceMs: number;
}

/**
 * A durable is stuck while it has messages, we have asked for some, and none comes. Returns since when, undefined as
 * soon as anything moves.
 */
export const judge = (before: Patience | undefined, look: DurableLook, nowMs: number): Patience | undefined => {
  if (look.pending === 0 || look.waitsForUs || !look.asked) return undefined;
  const same =
    before !== undefined && before.look.created === look.created && before.look.deliveredCount === look.deliveredCount;
  return same ? { look, sinceMs: before.sinceMs } : { look, sinceMs: nowMs };
};
