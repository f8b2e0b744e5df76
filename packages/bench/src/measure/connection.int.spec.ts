import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { answerLength, openConnection } from './connection.ts';

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

const body = '{"status":"PENDING"}';
const request = `POST /orders HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\n{}`;

const answer = (response: ServerResponse, status: number): void => {
  response.writeHead(status, { 'content-length': body.length }).end(body);
};

const start = async (reply: (response: ServerResponse, count: number) => void) => {
  let count = 0;
  const server = createServer((incoming, response) => {
    incoming.resume();
    incoming.on('end', () => reply(response, ++count));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const connection = await openConnection((server.address() as AddressInfo).port);
  closing.push(() => {
    connection.close();
    server.close();
  });
  return { connection, served: () => count };
};

describe('a connection of a closed loop', () => {
  it('counts every answer 202, and sends the next request only then', async () => {
    const { connection, served } = await start((response) => answer(response, 202));
    const accepted = await connection.run(() => request, performance.now() + 100);
    expect(accepted).toBeGreaterThan(1);
    expect(served()).toBe(accepted);
    expect(await connection.run(() => request, 0)).toBe(1);
  });

  it('puts together an answer that comes in pieces', async () => {
    const { connection } = await start((response) => {
      response.writeHead(202, { 'content-length': body.length });
      response.write(body.slice(0, 5));
      setImmediate(() => response.end(body.slice(5)));
    });
    expect(await connection.run(() => request, performance.now() + 50)).toBeGreaterThan(0);
  });

  it('does not count what was shed, and comes again', async () => {
    const { connection, served } = await start((response, count) => answer(response, count === 1 ? 503 : 202));
    const accepted = await connection.run(() => request, performance.now() + 200);
    expect(accepted).toBeGreaterThan(0);
    expect(served()).toBe(accepted + 1);
  });

  it('fails with an answer of another kind, and with none', async () => {
    const refused = await start((response) => answer(response, 422));
    await expect(refused.connection.run(() => request, 0)).rejects.toThrow('answered HTTP/1.1 422');
    const endless = await start((response) => response.writeHead(202).end(body));
    await expect(endless.connection.run(() => request, 0)).rejects.toThrow('chunked');
    const gone = await start((response) => response.destroy());
    await expect(gone.connection.run(() => request, 0)).rejects.toThrow();
  });

  it('knows the length of an answer once its head is whole', () => {
    expect(answerLength('HTTP/1.1 202 Accepted\r\ncontent-le')).toBeUndefined();
    expect(answerLength('HTTP/1.1 202 Accepted\r\nContent-Length: 20\r\n\r\n')).toBe(45 + 20);
  });
});
