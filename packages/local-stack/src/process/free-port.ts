import { createSocket } from 'node:dgram';
import getPort from 'get-port';

// Below the range that systems hand out to outgoing connections: a port that a stopped server gives up for a moment
// is then not taken by some client's connection before it comes back.
const range = { first: 20_000, last: 32_700 };

/**
 * Until a chosen port is listened on, another process would find it free as well. The UDP port of the same number, which
 * nobody else wants, says that it is taken: for as long as this process lives, however it ends.
 */
const reserve = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = createSocket('udp4');
    socket.once('error', () => {
      socket.close();
      resolve(false);
    });
    socket.bind({ port, address: '127.0.0.1', exclusive: true }, () => {
      socket.unref();
      resolve(true);
    });
  });

/** A free loopback port, another one at each call, of any process. */
export const freePort = async ({ first, last } = range): Promise<number> => {
  for (;;) {
    const candidates = Array.from({ length: 50 }, () => first + Math.floor(Math.random() * (last - first)));
    const port = await getPort({ host: '127.0.0.1', port: candidates });
    if (await reserve(port)) return port;
  }
};
