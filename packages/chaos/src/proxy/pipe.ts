import type { Socket } from 'node:net';
import type { Weather } from './weather.ts';

/** One direction of a connection. */
export interface Pipe {
  become(weather: Weather): void;
  stop(): void;
}

/** What a sender may have on the way before it feels that nothing arrives, as with a real window. */
const windowBytes = 256 * 1024;

type Piece = { readonly data: Buffer; readonly dueAt: number } | { readonly end: true; readonly dueAt: number };

/** Passes on what it reads, in its order, when the weather lets it. `struck` is called for each piece that has to wait. */
export const createPipe = (from: Socket, to: Socket, direction: 'up' | 'down', struck: () => void): Pipe => {
  let weather: Weather = { kind: 'open' };
  const waiting: Piece[] = [];
  let waitingBytes = 0;
  let timer: NodeJS.Timeout | undefined;

  const holds = (piece: Piece): boolean => {
    if (weather.kind === 'blackhole') return weather.direction === 'both' || weather.direction === direction;
    return weather.kind === 'slow-close' && 'end' in piece;
  };
  const lateByMs = (): number => (weather.kind === 'latency' ? weather.delayMs + Math.random() * weather.jitterMs : 0);

  const pass = (piece: Piece): void => {
    if ('end' in piece) {
      to.end();
      return;
    }
    waitingBytes -= piece.data.length;
    if (!to.write(piece.data)) from.pause();
  };

  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    for (;;) {
      const [next] = waiting;
      if (next === undefined || holds(next)) break;
      const leftMs = next.dueAt - performance.now();
      if (leftMs > 0) {
        timer = setTimeout(flush, leftMs);
        break;
      }
      waiting.shift();
      pass(next);
    }
    if (waitingBytes < windowBytes && !to.writableNeedDrain) from.resume();
  };

  const take = (piece: Piece): void => {
    waiting.push(piece);
    if ('data' in piece) waitingBytes += piece.data.length;
    if (waitingBytes >= windowBytes) from.pause();
    if (piece.dueAt > performance.now() || holds(piece)) struck();
    flush();
  };
  const dueAt = (): number => performance.now() + lateByMs();

  from.on('data', (data: Buffer) => take({ data, dueAt: dueAt() }));
  from.on('end', () => take({ end: true, dueAt: dueAt() }));
  to.on('drain', flush);
  const stop = () => {
    clearTimeout(timer);
    waiting.length = 0;
  };
  to.once('close', stop);

  return {
    become: (next) => {
      weather = next;
      flush();
    },
    stop,
  };
};
