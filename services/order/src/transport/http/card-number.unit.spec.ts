import { describe, expect, it } from 'vitest';
import { refuseCardNumbers } from './card-number.ts';

describe('a request', () => {
  it.each([
    ['a Visa number as token', 'ada', '4242424242424242'],
    ['one with spaces', 'ada', '4242 4242 4242 4242'],
    ['one within a token', 'ada', 'tok_4242-4242-4242-4242'],
    ['a number of no network as token', 'ada', '9999999999999995'],
    ['a Visa number as customer', '4242424242424242', 'tok_visa'],
    ['an American Express number as customer', '3782-822463-10005', 'tok_visa'],
    ['a Mastercard number with text as customer', 'card:5555555555554444', 'tok_visa'],
  ])('with %s is refused without saying it again', (_name, customerId, token) => {
    const sending = () => refuseCardNumbers(customerId, token);
    expect(sending).toThrow(expect.objectContaining({ code: 'SENSITIVE_DATA' }));
    expect(sending).not.toThrow(/\d{4}/);
  });

  it.each([
    ['a name', 'ada', 'tok_visa'],
    ['a number without the check digit', 'ada', 'tok_4242424242424241'],
    // Both pass the Luhn check.
    ['a time as customer', '1732160000003', 'pm_1MqLiJLkdIwHu7ix'],
    ['a snowflake as customer', '1859200000000000006', 'tok_visa'],
  ])('with %s is taken', (_name, customerId, token) => {
    expect(() => refuseCardNumbers(customerId, token)).not.toThrow();
  });
});
