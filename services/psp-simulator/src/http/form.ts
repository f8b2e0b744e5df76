import type { NewIntent } from '../provider.ts';
import { invalidRequest } from './stripe-objects.ts';

const parameter = (form: URLSearchParams, name: string): string => {
  const value = form.get(name);
  if (value === null || value === '') {
    throw invalidRequest(`Missing required param: ${name}.`, { code: 'parameter_missing', param: name });
  }
  return value;
};

const amountOf = (form: URLSearchParams): number => {
  const amount = Number(parameter(form, 'amount'));
  if (!Number.isSafeInteger(amount)) {
    throw invalidRequest('Invalid integer: amount.', { code: 'parameter_invalid_integer', param: 'amount' });
  }
  if (amount < 1) {
    throw invalidRequest('Amount must be at least 1.', { code: 'amount_too_small', param: 'amount' });
  }
  return amount;
};

const tokenOf = (form: URLSearchParams): string => {
  const method = form.get('payment_method');
  // Stripe's test payment methods are named after its test tokens.
  if (method !== null) return method.replace(/^pm_card_/, 'tok_');
  return parameter(form, 'payment_method_data[card][token]');
};

const metadataPattern = /^metadata\[([^\]]{1,40})\]$/;

/** Reads the form of `POST /v1/payment_intents`. Confirming in the same call is not part of the subset. */
export const readNewIntent = (form: URLSearchParams): NewIntent => {
  if (form.get('confirm') === 'true') {
    throw invalidRequest('The simulator confirms in a call of its own.', { param: 'confirm' });
  }
  const currency = parameter(form, 'currency').toLowerCase();
  if (!/^[a-z]{3}$/.test(currency)) throw invalidRequest(`Invalid currency: ${currency}.`, { param: 'currency' });
  const metadata: Record<string, string> = {};
  for (const [name, value] of form) {
    const key = metadataPattern.exec(name)?.[1];
    if (key !== undefined) metadata[key] = value;
  }
  return { amount: amountOf(form), currency, token: tokenOf(form), metadata };
};

/** Reads the form of `POST /v1/refunds`: a refund is of the whole intent. */
export const readRefundedIntent = (form: URLSearchParams): string => {
  if (form.get('amount') !== null) {
    throw invalidRequest('The simulator refunds in full: leave the amount out.', { param: 'amount' });
  }
  return parameter(form, 'payment_intent');
};
