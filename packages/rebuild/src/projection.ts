import type { LoggedMessage } from '@orderflow/eventbus/jetstream';

/** What a column is given. Dates as ISO 8601, jsonb as JSON. */
export type Value = string | number | boolean | null;

/** Part of what is there that the log does not say. */
interface Kept {
  readonly columns: readonly string[];
  /** SQL over `rebuilt` and `present`, two rows of one key: when the columns of `present` stand. */
  readonly when: string;
}

/** A table as the log makes it. */
export interface RebuiltTable {
  readonly name: string;
  readonly key: readonly string[];
  /** Every column the table has, with its type. */
  readonly columns: readonly (readonly [name: string, type: string])[];
  /** A value for each column. */
  readonly rows: readonly (readonly Value[])[];
  /** Kept from a row that is there; a row that is lost gets what `rows` says. */
  readonly keep: readonly Kept[];
}

/** What one kind of event means to a projection. */
export interface Route {
  readonly subject: string;
  /** Throws UNDECODABLE. */
  take(message: LoggedMessage): void;
}

interface Event<T> {
  readonly subject: string;
  readonly codec: { decode(data: Uint8Array): T };
}

export const on = <T>(event: Event<T>, take: (payload: T, message: LoggedMessage) => void): Route => ({
  subject: event.subject,
  take: (message) => take(event.codec.decode(message.data), message),
});

/** One rebuild: it is told every message, stream after stream, and then asked for the tables. */
export interface Builder {
  /** Kinds of events that are not in it are passed by. */
  readonly routes: readonly Route[];
  /** `now`: the clock of the database. Throws LOG_INCOMPLETE when the log contradicts itself. */
  tables(now: Date): readonly RebuiltTable[];
}

/** What a service keeps in its database, as a function of the log. */
export interface Projection {
  /** Also the `application_name` of the service's connections to its database. */
  readonly service: string;
  /** Those that `Builder.tables` makes. */
  readonly tableNames: readonly string[];
  /** In the order in which they are read. */
  readonly streams: readonly string[];
  /** A message that a person redrove counts when it went to one of these. */
  readonly durables: readonly string[];
  begin(): Builder;
}
