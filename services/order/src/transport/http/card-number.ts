import { AppError } from '@orderflow/errors';
import { panLike } from '@orderflow/service-kit';

/** Of a card number: nothing shorter has to be searched for one. */
const fewestDigits = 13;

/** Prefixes and lengths the card networks issue: Visa, Mastercard, American Express, Diners, Discover, JCB, UnionPay. */
const issued =
  /^(?:4\d{12}|4\d{15}|5[1-5]\d{14}|2[2-7]\d{14}|3[47]\d{13}|3[068]\d{12}|6(?:011|4[4-9]\d|5\d\d)\d{12}|35\d{14}|62\d{14})$/;

/**
 * Refuses what looks like a card number before anything is published. A token is none of the customer's own, so there any
 * run of digits with the right check digit is one too many. Customers' ids are often long numbers, and one in ten has
 * that digit: there it must also be a number that a card network issues.
 */
export const refuseCardNumbers = (customerId: string, paymentToken: string): void => {
  if (paymentToken.length >= fewestDigits && panLike(paymentToken)) throw sensitive('paymentToken');
  if (customerId.length >= fewestDigits && panLike(customerId) && issued.test(customerId.replace(/\D/g, '')))
    throw sensitive('customerId');
};

const sensitive = (field: string): AppError =>
  new AppError(
    'SENSITIVE_DATA',
    `${field} looks like a card number. Send the token your payment provider gave you; nothing was stored.`,
    { details: { field } },
  );
