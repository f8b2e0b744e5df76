import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '@orderflow/errors';
import { serviceNames } from '@orderflow/local-stack';
import type { Notes } from '../figures/notes.ts';
import { type Server, startAcceptOnly, startScript } from '../world/start-server.ts';
import type { World } from '../world/world.ts';
import { closedLoop, warmUpLoop } from './closed-loop.ts';

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

export interface AcceptOptions {
  readonly world: World;
  readonly repeats: number;
  /** Of each closed loop. */
  readonly seconds: number;
  readonly notes: Notes;
}

/** Its services are held before the order service is measured, so it is the last thing done to a world. */
export const measureAccept = async ({ world, repeats, seconds, notes }: AcceptOptions): Promise<void> => {
  const { stack, starting, signal } = world;
  const schemaFile = join(starting.directory, 'schemas.json');
  writeFileSync(schemaFile, JSON.stringify(await schemasOf(stack.urls.order)));
  for (const name of serviceNames) await stack.supervisor.get(name).stop('held');
  const servers: Server[] = [];
  const started = async (starting: Promise<Server>): Promise<Server> => {
    const server = await starting;
    servers.push(server);
    return server;
  };
  try {
    const bare = await started(startScript('node-http', [], starting));
    const noop = await started(startScript('noop-fastify', [schemaFile], starting));
    const order = await started(startAcceptOnly(stack, starting));
    for (const server of servers) await warmUpLoop({ server, keys: 'warm-up', signal });
    for (let repeat = 0; repeat < repeats; repeat++) {
      const loop = (server: Server, keys?: string) => closedLoop({ server, seconds, keys, signal });
      const least = await loop(bare);
      notes.note('limits.node_http.rate', least.rate);
      notes.note('limits.node_http.cpu', least.cpuMicros);
      // What is compared runs back to back: whatever else the machine does, it does to both.
      const limit = await loop(noop, 'noop');
      const keyed = await loop(order, `accept-${repeat}`);
      const keyless = await loop(order);
      notes.note('limits.noop.rate', limit.rate);
      notes.note('limits.noop.cpu', limit.cpuMicros);
      notes.note('accept.rate', keyed.rate);
      notes.note('accept.cpu', keyed.cpuMicros);
      notes.note('accept.vs_noop', keyed.cpuMicros / limit.cpuMicros);
      notes.note('accept.keyless_cpu', keyless.cpuMicros);
      notes.note('accept.keyless_vs_noop', keyless.cpuMicros / limit.cpuMicros);
    }
  } finally {
    for (const server of servers) await server.stop();
  }
};
