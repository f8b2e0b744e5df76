import { setTimeout as delay } from 'node:timers/promises';
import { processTime } from '../machine/cpu-clock.ts';
import type { Server } from '../world/start-server.ts';
import { plainRequest } from './closed-loop.ts';
import { openConnection } from './connection.ts';

const requestsASecond = 50;

/** CPU of the server for one request, microseconds, when each comes alone after a pause: what it costs to wake up for it. */
export const sparseLoop = async (server: Server, seconds: number, signal: AbortSignal): Promise<number> => {
  const connection = await openConnection(Number(new URL(server.url).port));
  const count = seconds * requestsASecond;
  try {
    const before = processTime(server.pid);
    for (let sent = 0; sent < count; sent++) {
      await connection.run(() => plainRequest, 0);
      await delay(1_000 / requestsASecond, undefined, { signal });
    }
    return (processTime(server.pid) - before) / count;
  } finally {
    connection.close();
  }
};
