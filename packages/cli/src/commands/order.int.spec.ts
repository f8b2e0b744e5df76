import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { askService } from './order.ts';

it('shows its key where the service asks for one', async () => {
  const server = createServer(({ headers }, response) => {
    response.writeHead(headers.authorization === 'Bearer of_key' ? 200 : 401).end('body');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/orders/1`;
  try {
    expect(await askService(url, 'of_key')).toBe('200 body');
    expect(await askService(url, undefined)).toBe('401 body');
  } finally {
    server.close();
  }
});
