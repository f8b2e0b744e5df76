import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '@orderflow/errors';
import { serviceNames } from '@orderflow/local-stack';
import { type Server, startAcceptOnly, startScript } from './start-server.ts';
import type { World } from './world.ts';

type Schema = Readonly<Record<string, unknown>>;
interface OpenApi {
  readonly paths?: Readonly<Record<string, { readonly post?: Operation }>>;
}
interface Content {
  readonly content?: Readonly<Record<string, { readonly schema?: Schema }>>;
}
interface Operation {
  readonly requestBody?: Content;
  readonly responses?: Readonly<Record<string, Content>>;
}

const json = (content: Content | undefined): Schema | undefined => content?.content?.['application/json']?.schema;

/** What POST /orders takes and gives, as the service itself describes it. */
const schemasOf = async (orderUrl: string): Promise<{ readonly body: Schema; readonly answer: Schema }> => {
  const api = (await (await fetch(`${orderUrl}/openapi.json`)).json()) as OpenApi;
  const operation = api.paths?.['/orders']?.post;
  const [body, answer] = [json(operation?.requestBody), json(operation?.responses?.[202])];
  if (body && answer) return { body, answer };
  throw new AppError('INTERNAL', `${orderUrl}/openapi.json does not describe POST /orders.`);
};

/** What accepts orders, and what shows how much of that is HTTP. */
export interface AcceptServers {
  /** `node:http` alone. */
  readonly bare: Server;
  /** A Fastify route that validates and serialises, and does nothing. */
  readonly noop: Server;
  /** The order service, taking no messages. */
  readonly order: Server;
}

/** Arguments of Node, by server. */
export type NodeArguments = Readonly<Partial<Record<keyof AcceptServers, readonly string[]>>>;

/** Has the work done with them, and ends them. The services of the world are held, so it is the last thing done to it. */
export const withAcceptServers = async <T>(
  { stack, starting }: World,
  work: (servers: AcceptServers) => Promise<T>,
  nodeArguments: NodeArguments = {},
): Promise<T> => {
  const schemaFile = join(starting.directory, 'schemas.json');
  writeFileSync(schemaFile, JSON.stringify(await schemasOf(stack.urls.order)));
  for (const name of serviceNames) await stack.supervisor.get(name).stop('held');
  const servers: Server[] = [];
  const started = async (starting: Promise<Server>): Promise<Server> => {
    const server = await starting;
    servers.push(server);
    return server;
  };
  const optionsOf = (name: keyof AcceptServers) => ({ ...starting, nodeArguments: nodeArguments[name] ?? [] });
  try {
    const bare = await started(startScript('node-http', [], optionsOf('bare')));
    const noop = await started(startScript('noop-fastify', [schemaFile], optionsOf('noop')));
    const order = await started(startAcceptOnly(stack, optionsOf('order')));
    return await work({ bare, noop, order });
  } finally {
    for (const server of servers) await server.stop();
  }
};
