import { connect, type Socket } from 'node:net';

/** One client of a closed loop: it sends its next request when it has its answer, and a moment later when it was shed (503, 429). */
export interface Connection {
  /** Resolves with how many were answered 202 by the deadline; rejects with the first answer of another kind, or none. */
  run(next: () => string, until: number): Promise<number>;
  close(): void;
}

const pauseMs = 50;
const headEnd = '\r\n\r\n';
const lengthHeader = /\r\ncontent-length: (?<length>\d+)/i;

/** Bytes of the answer that `text` begins with; undefined while its head is not whole, not a number without a content-length. */
export const answerLength = (text: string): number | undefined => {
  const head = text.indexOf(headEnd);
  if (head < 0) return undefined;
  return head + headEnd.length + Number(lengthHeader.exec(text.slice(0, head))?.groups?.length);
};

/**
 * HTTP by hand: an HTTP client takes more CPU for a request than the servers that are measured, and with both on one
 * machine it would be the client's limits that are found. Answers have a content-length and are ASCII.
 */
export const openConnection = (port: number): Promise<Connection> =>
  new Promise((resolve, reject) => {
    const socket: Socket = connect({ host: '127.0.0.1', port, noDelay: true });
    socket.setEncoding('latin1');
    let answered = (_text: string): void => undefined;
    let failed = (error: Error): void => reject(error);
    socket.on('data', (text: string) => answered(text));
    socket.on('error', (error) => failed(error));
    socket.on('close', () => failed(new Error('the server closed the connection')));

    const run: Connection['run'] = (next, until) =>
      new Promise((done, broken) => {
        let accepted = 0;
        let received = '';
        failed = broken;
        answered = (text) => {
          received += text;
          const length = answerLength(received);
          if (length === undefined || received.length < length) return;
          const status = received.slice('HTTP/1.1 '.length).slice(0, 3);
          if (!['202', '429', '503'].includes(status) || Number.isNaN(length)) {
            broken(new Error(`answered ${received}`));
            return;
          }
          received = received.slice(length);
          if (status === '202') accepted++;
          if (performance.now() >= until) done(accepted);
          else if (status === '202') socket.write(next());
          else setTimeout(() => socket.write(next()), pauseMs);
        };
        socket.write(next());
      });
    socket.on('connect', () => resolve({ run, close: () => socket.destroy() }));
  });
