import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createHttpCalls, type HttpCalls } from './http-calls.ts';

let server: Server;
let calls: HttpCalls;

/** Begins an answer and never ends it. */
beforeEach(async () => {
  server = createServer((_, response) => void response.writeHead(200).write('begun'));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  calls = createHttpCalls({ url: `http://127.0.0.1:${port}`, connections: 1 });
});
afterEach(async () => {
  await calls.close();
  server.closeAllConnections();
  server.close();
});

it('an answer that does not end in time is none', async () => {
  await expect(calls.call({ method: 'GET', path: '/', timeoutMs: 200 })).rejects.toMatchObject({ code: 'NO_ANSWER' });
});

it('whoever takes a part has what came until then', async () => {
  const part = calls.call({ method: 'GET', path: '/', timeoutMs: 200, takesPart: true });
  expect(await part).toMatchObject({ status: 200, body: 'begun' });
  expect(calls.inFlight).toBe(0);
});
