import { rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { type Command, parseCommand, type Reply } from '../protocol.ts';

/** Carries a command out, at once. */
export type CarryOut = (command: Command) => Reply;

const serve = (socket: Socket, carryOut: CarryOut): void => {
  // Whoever asked has gone away: nobody is left to tell. The reader of lines passes on what the socket says.
  const gone = (): unknown => socket.destroy();
  socket.on('error', gone);
  socket.unref();
  const lines = createInterface({ input: socket });
  lines.on('error', gone);
  lines.on('line', (line) => {
    const command = parseCommand(line);
    const reply: Reply = typeof command === 'string' ? { ok: false, reason: command } : carryOut(command);
    socket.write(`${JSON.stringify(reply)}\n`);
  });
};

/**
 * Listens for commands and keeps nothing alive. The socket file of a predecessor that was killed is replaced. Rejects
 * when the path cannot be listened on.
 */
export const listen = (socketPath: string, carryOut: CarryOut): Promise<Server> =>
  new Promise((resolve, reject) => {
    rmSync(socketPath, { force: true });
    const server = createServer((socket) => serve(socket, carryOut));
    server.unref();
    server.once('error', reject);
    server.listen(socketPath, () => resolve(server));
  });
