import { execFileSync } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';
import type { StackPorts } from '@orderflow/local-stack';
import { describe, expect, it } from 'vitest';
import { tryLines } from './board.ts';

const ports: StackPorts = {
  order: 60_001,
  payment: 60_002,
  inventory: 60_003,
  psp: 60_004,
  nats: [{ client: 60_005, monitor: 60_006, route: 60_007 }],
  postgres: 60_008,
};

const shown = tryLines(ports).map(stripVTControlCharacters);

describe('the lines to try', () => {
  it('fit a terminal of 80 columns', () => {
    expect(shown.filter((line) => line.length >= 80)).toEqual([]);
  });

  it('are commands as they are copied, and the first one sends an order', () => {
    const copied = shown.filter((line) => line !== '' && line !== ' Try it').join('\n');
    const script = `curl() { printf '%s\\0' "$@"; printf '\\n'; }\n${copied}`;

    const calls = execFileSync('sh', ['-euc', script], { encoding: 'utf8' }).trimEnd().split('\0\n');

    const [order = [], ...others] = calls.map((call) => call.replace(/\0\n?$/, '').split('\0'));
    expect(order[1]).toBe('localhost:60001/orders');
    expect(JSON.parse(order.at(-1) ?? '')).toEqual({
      customerId: 'ada',
      paymentToken: 'tok_visa',
      items: [{ sku: 'TEAPOT', quantity: 1 }],
    });
    expect(others.map(([, url]) => url)).toEqual([
      'localhost:60001/orders?customerId=ada',
      'localhost:60002/payments/<orderId>',
      'localhost:60003/products/TEAPOT',
    ]);
  });
});
