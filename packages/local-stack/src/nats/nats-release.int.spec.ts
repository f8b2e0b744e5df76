import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { fetchRelease } from './nats-release.ts';

let server: Server;
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const releasesAt = async (listener: RequestListener): Promise<string> => {
  server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

const fetchFrom = async (from: string): Promise<readonly string[]> => {
  const kept: string[] = [];
  await fetchRelease((program) => kept.push(program), { from, platform: 'linux-x64', progress: () => undefined });
  return kept;
};

describe('the official release of nats-server', () => {
  it('is not used when its checksum is another', async () => {
    const from = await releasesAt((_request, response) => response.end('something else'));
    await expect(fetchFrom(from)).rejects.toThrow(
      /the checksum of nats-server-v[\d.]+-linux-amd64\.tar\.gz is .*: not used/,
    );
  });

  it('is given up after 5 s where nobody answers', async () => {
    const from = await releasesAt(() => undefined);
    const startedAt = performance.now();
    await expect(fetchFrom(from)).rejects.toThrow(/no answer from 127\.0\.0\.1:\d+ within 5 s/);
    expect(performance.now() - startedAt).toBeLessThan(8_000);
  });

  it('is given up at once when it is not there', async () => {
    const from = await releasesAt((_request, response) => response.writeHead(404).end());
    await expect(fetchFrom(from)).rejects.toThrow(/answered 404/);
  });
});
