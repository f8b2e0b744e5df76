import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** A publisher that writes bytes as they are: what no client library would let out of the house. */
export interface RawNats {
  /** `headers`: the whole header block, with its first line and its empty one; undefined: none. Resolves when the server has read it. */
  publish(subject: string, headers: string | Buffer | undefined, data: Uint8Array): Promise<void>;
  close(): void;
}

/** Speaks to a server without users. */
export const connectRaw = async (port: number): Promise<RawNats> => {
  const socket: Socket = connect({ host: '127.0.0.1', port, noDelay: true });
  let heard = '';
  let closed = false;
  let whenHeard = (): void => {};
  socket.on('data', (chunk) => {
    heard += chunk.toString('latin1');
    whenHeard();
  });
  for (const end of ['close', 'error']) {
    socket.on(end, () => {
      closed = true;
      whenHeard();
    });
  }
  await once(socket, 'connect');
  const until = async (word: string): Promise<void> => {
    while (!heard.includes(word)) {
      const refusal = /-ERR[^\r]*/.exec(heard);
      if (refusal || closed) throw new Error(`nats-server: ${refusal?.[0] ?? 'it has closed the connection'}`);
      await new Promise<void>((resolve) => {
        whenHeard = resolve;
      });
    }
    heard = heard.slice(heard.indexOf(word) + word.length);
  };
  await until('INFO ');
  socket.write(
    'CONNECT {"verbose":false,"pedantic":false,"headers":true,"no_responders":true,"lang":"raw","version":"0"}\r\n',
  );
  const settled = async (): Promise<void> => {
    socket.write('PING\r\n');
    await until('PONG\r\n');
  };
  await settled();
  return {
    publish: async (subject, headers, data) => {
      const block = Buffer.from(headers ?? '');
      const sizes = headers === undefined ? `${data.byteLength}` : `${block.length} ${block.length + data.byteLength}`;
      socket.write(`${headers === undefined ? 'PUB' : 'HPUB'} ${subject} ${sizes}\r\n`);
      socket.write(Buffer.concat([block, data, Buffer.from('\r\n')]));
      await settled();
    },
    close: () => socket.destroy(),
  };
};
