import { type EventContract, orderPaymentRequested, paymentProcessed } from '@orderflow/contracts';
import { describe, expect, it } from 'vitest';
import { createPaymentProjection } from './rebuild.ts';

const orderId = '0190d3c1-0000-7000-8000-000000000001';
const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const at = new Date('2026-11-21T10:00:00Z');
const amount = { amount: 1999, currency: 'EUR' };
const request = { orderId, amount, paymentToken: 'tok_visa', requestedAt: at };
const outcome = { orderId, paymentId: 'pi_1', status: 'approved', amount, reason: '', processedAt: at } as const;

const open = () => {
  const { routes, tables } = createPaymentProjection().begin();
  const tell = <T>(event: EventContract<T>, payload: T, headers: Readonly<Record<string, string>> = {}): void => {
    const header = (name: string): string | undefined => headers[name];
    const place = { stream: 'ORDERS', sequence: 1, subject: event.subject, storedAt: at };
    routes
      .find(({ subject }) => subject === event.subject)
      ?.take({ ...place, data: event.codec.encode(payload), header });
  };
  /** The row's columns by name. */
  const row = (): Record<string, unknown> => {
    const [payments] = tables(at);
    return Object.fromEntries(payments?.columns.map(([name], i) => [name, payments.rows[0]?.[i]]) ?? []);
  };
  return { tell, row };
};

describe('a payment made anew from the log', () => {
  it('goes on in the trace of its request, while there is something to go on with', () => {
    const { tell, row } = open();
    tell(orderPaymentRequested, request, { traceparent });
    // The message that a person redrove, or that came again, changes nothing.
    tell(orderPaymentRequested, request, {});
    expect(row()).toMatchObject({ due_at: at.toISOString(), traceparent });

    tell(paymentProcessed, outcome);
    expect(row()).toMatchObject({ due_at: null, traceparent: null });
  });

  it('whose request was in no trace is in none', () => {
    const { tell, row } = open();
    tell(orderPaymentRequested, request);
    expect(row()).toMatchObject({ due_at: at.toISOString(), traceparent: null });
  });
});
