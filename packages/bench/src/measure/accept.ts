import type { Notes } from '../figures/notes.ts';
import { withAcceptServers } from '../world/accept-servers.ts';
import type { Server } from '../world/start-server.ts';
import type { World } from '../world/world.ts';
import { closedLoop, warmUpLoop } from './closed-loop.ts';
import { sparseLoop } from './sparse-loop.ts';

export interface AcceptOptions {
  readonly world: World;
  readonly repeats: number;
  /** Of each closed loop. */
  readonly seconds: number;
  readonly notes: Notes;
}

const sparseSeconds = 2;

/** The last thing done to a world: see {@link withAcceptServers}. */
export const measureAccept = ({ world, repeats, seconds, notes }: AcceptOptions): Promise<void> =>
  withAcceptServers(world, async ({ bare, noop, order }) => {
    const { signal } = world;
    const loop = (server: Server, keys?: string) => closedLoop({ server, seconds, keys, signal });
    for (const server of [bare, noop, order]) await warmUpLoop({ server, keys: 'warm-up', signal });
    for (let repeat = 0; repeat < repeats; repeat++) {
      const least = await loop(bare);
      notes.note('limits.node_http.rate', least.rate);
      notes.note('limits.node_http.cpu', least.cpuMicros);
      notes.note('limits.node_http.sparse_cpu', await sparseLoop(bare, sparseSeconds, signal));
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
  });
