import { describe, expect, it } from 'vitest';
import { panLike } from './card-number.ts';
import { createLogger } from './logger.ts';
import { redactLine } from './redaction.ts';

const canaryCard = '4242424242424242';
const canaryToken = 'tok_canaryA1b2C3';
const canarySecret = 'sk_test_canary51H8';

function captured() {
  const lines: string[] = [];
  const logger = createLogger({ service: 'order', destination: { write: (line) => lines.push(line) }, pretty: false });
  return { logger, lines };
}

describe('a log line', () => {
  it.each<[string, (logger: ReturnType<typeof captured>['logger']) => void]>([
    ['a message', (logger) => logger.info(`paid with ${canaryCard} and ${canaryToken} by ${canarySecret}`)],
    [
      'a nested member',
      (logger) => logger.info({ body: { payment: { paymentToken: canaryToken, number: canaryCard } } }),
    ],
    ['a number', (logger) => logger.info({ card: 4242424242424242, after: true })],
    ['an error', (logger) => logger.error({ err: new Error(`no such token: ${canaryToken} ${canaryCard}`) })],
    ['a child', (logger) => logger.child({ authorization: canarySecret, token: canaryToken }).info('x')],
    ['a grouped card', (logger) => logger.info('4242 4242 4242 4242 or 4242-4242-4242-4242')],
    ['headers', (logger) => logger.info({ headers: { authorization: `Bearer ${canarySecret}` } })],
    ['an API key', (logger) => logger.info('the key ofk_canaryA1b2C3d4E5f6G7h8I9j0-_ is new')],
    ['a JWT', (logger) => logger.info('the token eyJhbGciOiJSUzI1NiJ9.canary51H8.c2lnbmF0dXJl-_ has ended')],
    ['a URL', (logger) => logger.info('postgres://order_app:canary51H8@127.0.0.1/orders')],
  ])('never shows a secret that came in %s', (_where, write) => {
    const { logger, lines } = captured();

    write(logger);

    const line = lines.join('');
    expect(line).not.toMatch(/canary|4242/);
    expect(line).toContain('[redacted]');
    expect(() => JSON.parse(line)).not.toThrow();
  });

  it('keeps ids, times and amounts', () => {
    const line = JSON.stringify({
      time: 1_763_692_800_000,
      orderId: '01932d4e-7f1a-7424-8242-424242424242',
      trace_id: '42424242424242424242424242424242',
      amount: 4_242,
      at: '2025-11-21T03:45:00.000Z',
    });

    expect(redactLine(line)).toBe(line);
  });

  it('carries the service and, for an order, its id', () => {
    const { logger, lines } = captured();

    logger.child({ orderId: 'o-1' }).warn('late');

    expect(JSON.parse(lines.join(''))).toMatchObject({ level: 'warn', service: 'order', orderId: 'o-1', msg: 'late' });
  });

  it('is for people when asked to be', () => {
    const lines: string[] = [];
    const logger = createLogger({ service: 'order', pretty: true, destination: { write: (line) => lines.push(line) } });

    logger.info({ paymentToken: canaryToken }, 'hello');

    expect(lines.join('')).toMatch(/INFO.*order: hello/);
    expect(lines.join('')).not.toContain('canary');
  });
});

describe('a card number', () => {
  it.each([
    '4242424242424242',
    '4242 4242 4242 4242',
    '4242-4242-4242-4242',
    '378282246310005',
    '3782-822463-10005',
    'x 6011111111111117 y',
  ])('is seen in %j', (text) => expect(panLike(text)).toBe(true));

  it.each([
    '',
    'tok_visa',
    '4242424242424241',
    '424242424242',
    '4242  4242  4242  4242',
    '42424242424242424242',
    'pm_1MqLiJLkdIwHu7ix',
  ])('is not seen in %j', (text) => expect(panLike(text)).toBe(false));
});
