import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import Fastify from 'fastify';
import { expect, it } from 'vitest';
import { listen } from './listen.ts';

const clients = 1_000;
const busyMs = 1_500;
const cannotQueue = process.platform !== 'linux' || Number(readFileSync('/proc/sys/net/core/somaxconn')) < clients;

/** Makes connections, one after the other, and says how many it has got when it has all, or gets no more. */
const client = `
  const net = require('node:net');
  let made = 0;
  let still = 0;
  let lookedAt = 0;
  const say = () => process.stdout.write(String(made), () => process.exit());
  const next = () => net.connect(Number(process.argv[1]), '127.0.0.1', () => (++made === ${clients} ? say() : next()));
  next();
  setInterval(() => {
    still = made === lookedAt ? still + 1 : 0;
    lookedAt = made;
    if (made > 0 && still === 6) say();
  }, 100);
`;

it.skipIf(cannotQueue)(`keeps the connections of ${clients} clients that come while the process is busy`, async () => {
  const http = Fastify();
  const { port } = new URL(await listen(http, { HTTP_HOST: '127.0.0.1', HTTP_PORT: 0 }));
  const child = spawn(process.execPath, ['-e', client, port], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    // Not one turn of the event loop.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, busyMs);
    const [made] = await once(child.stdout, 'data');

    expect(Number(made)).toBe(clients);
  } finally {
    child.kill();
    await http.close();
  }
});
