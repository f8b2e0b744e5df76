/** One thing that happened to an order, wherever it is recorded. */
export interface TimelineEntry {
  readonly at: Date;
  /** Where it is recorded: `order database`, `ORDERS #17`, `dead letter #3`. */
  readonly where: string;
  readonly what: string;
  readonly detail: string;
}

/** What nobody should read in a terminal's history. */
export const secretFields: ReadonlySet<string> = new Set(['paymentToken', 'payment_token']);

/** The fields in one line, dates and secrets left out. */
export const inOneLine = (fields: Readonly<Record<string, unknown>>): string =>
  Object.entries(fields)
    .filter(([name, value]) => value !== null && value !== '' && !(value instanceof Date) && !secretFields.has(name))
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(' ');
