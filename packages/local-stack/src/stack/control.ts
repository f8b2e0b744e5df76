import { chmodSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { AppError } from '@orderflow/errors';
import type { ProcessState } from './supervised-process.ts';
import type { Supervisor } from './supervisor.ts';

// How later commands talk to the process that supervises: HTTP over a Unix socket that only its owner may open.

export interface ControlServer {
  close(): Promise<void>;
}

const answer = (response: ServerResponse, status: number, body: unknown): void => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
};

/** `held` lasts as long as the caller stays connected: whoever works on a service gives it back by going away. */
const hold = async (supervisor: Supervisor, name: string, incoming: IncomingMessage, response: ServerResponse) => {
  const one = supervisor.get(name);
  await one.stop('held');
  response.writeHead(200, { 'content-type': 'application/json' });
  response.write(`${JSON.stringify({ held: name })}\n`);
  incoming.socket.once('close', () => {
    void one.resume();
  });
};

const act = async (supervisor: Supervisor, incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
  const url = new URL(incoming.url ?? '/', 'http://supervisor');
  const [, resource, name = '', action] = url.pathname.split('/');
  if (resource === 'state') return answer(response, 200, { processes: supervisor.states() });
  if (resource !== 'processes') return answer(response, 404, {});
  if (action === 'hold') return hold(supervisor, name, incoming, response);
  if (action === 'restart') {
    const one = supervisor.get(name);
    await one.stop('held');
    await one.resume();
    return answer(response, 200, one.state());
  }
  answer(response, 404, {});
};

export const startControlServer = async (socketPath: string, supervisor: Supervisor): Promise<ControlServer> => {
  rmSync(socketPath, { force: true });
  const server: Server = createServer((incoming, response) => {
    act(supervisor, incoming, response).catch((error: unknown) => {
      const { status, message } = AppError.from(error);
      answer(response, status, { message });
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(socketPath, resolve);
  });
  chmodSync(socketPath, 0o600);
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

const ask = (socketPath: string, method: string, path: string, signal?: AbortSignal): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const outgoing = request({ socketPath, method, path, agent: false, ...(signal ? { signal } : {}) }, resolve);
    outgoing.once('error', (cause) => {
      const what = 'The stack of this checkout does not answer: it starts, stops or was ended. Try again in a moment.';
      reject(new AppError('DEPENDENCY_UNAVAILABLE', what, { cause }));
    });
    outgoing.end();
  });

const bodyOf = async (response: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks).toString('utf8');
};

const refuse = async (response: IncomingMessage): Promise<never> => {
  const { message } = JSON.parse(await bodyOf(response)) as { message?: string };
  throw new AppError('NOT_FOUND', message ?? `The supervisor answered ${response.statusCode}.`);
};

/** The processes as the supervisor sees them. */
export const supervisedStates = async (socketPath: string): Promise<readonly ProcessState[]> => {
  const response = await ask(socketPath, 'GET', '/state', AbortSignal.timeout(5_000));
  return (JSON.parse(await bodyOf(response)) as { processes: readonly ProcessState[] }).processes;
};

/** Stops and starts one process of the running stack, and resolves once it runs again. */
export const restartSupervised = async (socketPath: string, name: string): Promise<void> => {
  const response = await ask(socketPath, 'POST', `/processes/${name}/restart`);
  if (response.statusCode !== 200) return refuse(response);
  await bodyOf(response);
};

/** Takes one process out of the supervisor's hands until `release`, or until our own process is gone. */
export const holdSupervised = async (socketPath: string, name: string): Promise<{ release(): void }> => {
  const response = await ask(socketPath, 'POST', `/processes/${name}/hold`);
  if (response.statusCode !== 200) return refuse(response);
  response.on('error', () => undefined);
  response.resume();
  return { release: () => response.destroy() };
};
