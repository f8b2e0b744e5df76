import getPort from 'get-port';

// Below the range that systems hand out to outgoing connections: a port that a stopped server gives up for a moment
// is then not taken by some client's connection before it comes back.
const first = 20_000;
const last = 32_700;

/** A free loopback port, another one at each call. */
export const freePort = async (): Promise<number> => {
  const candidates = Array.from({ length: 50 }, () => first + Math.floor(Math.random() * (last - first)));
  return getPort({ host: '127.0.0.1', port: candidates });
};
