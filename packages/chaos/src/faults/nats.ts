import { createTopology, streamNames } from '@orderflow/contracts';
import { healWithinMs, persist } from '../persist.ts';
import { untilRunning } from '../world/processes.ts';
import type { World } from '../world/world.ts';
import type { FaultKind } from './kind.ts';

const occupies = () => ['nats'];

const killed: FaultKind = {
  family: 'nats',
  kind: 'kill',
  plan: () => ({ target: 'nats', durationMs: 2_000 }),
  occupies,
  begin: async (world) => {
    await untilRunning(world, 'nats');
    const { inFlight, open } = world.load;
    world.stack.supervisor.get('nats').kill('SIGKILL');
    return {
      heal: async () => {
        await untilRunning(world, 'nats');
        return { requestsInFlight: inFlight, openOrders: open };
      },
    };
  },
};

const restarted: FaultKind = {
  family: 'nats',
  kind: 'restart',
  plan: (random) => ({ target: 'nats', durationMs: random.integer(1_000, 6_000) }),
  occupies,
  begin: async (world) => {
    await untilRunning(world, 'nats');
    const { inFlight, open } = world.load;
    const nats = world.stack.supervisor.get('nats');
    await nats.stop('held');
    return {
      heal: async () => {
        await nats.resume();
        await untilRunning(world, 'nats');
        return { requestsInFlight: inFlight, openOrders: open };
      },
    };
  },
};

const frozen: FaultKind = {
  family: 'nats',
  kind: 'freeze',
  plan: (random) => ({ target: 'nats', durationMs: random.integer(1_000, 7_000) }),
  occupies,
  begin: async (world) => {
    await untilRunning(world, 'nats');
    const { inFlight, open } = world.load;
    world.stack.supervisor.get('nats').kill('SIGSTOP');
    return {
      heal: async () => {
        world.stack.supervisor.get('nats').kill('SIGCONT');
        return { requestsInFlight: inFlight, openOrders: open };
      },
    };
  },
};

const { durables } = createTopology();

const durableDeleted: FaultKind = {
  family: 'nats',
  kind: 'durable-deleted',
  weight: 2,
  plan: (random) => ({ target: random.pick(durables).name, durationMs: 6_500 }),
  occupies,
  begin: async ({ manager }, { target }) => {
    const stream = durables.find(({ name }) => name === target)?.stream ?? '';
    const before = await manager.consumers.info(stream, target);
    await manager.consumers.delete(stream, target);
    return {
      heal: async () => {
        // Nobody but the service makes it again.
        const after = await persist(() => manager.consumers.info(stream, target), healWithinMs);
        return { pending: before.num_pending, unacked: before.num_ack_pending, madeAgain: after.created };
      },
    };
  },
};

/** Beyond the share at which new orders are refused, and short of where their completion would be. */
const fullShare = 0.85;

const resize = async ({ manager }: World, stream: string, maxBytes: number): Promise<void> => {
  const { config } = await manager.streams.info(stream);
  await manager.streams.update(stream, { ...config, max_bytes: maxBytes });
};

const streamFull: FaultKind = {
  family: 'nats',
  kind: 'stream-full',
  plan: (random) => ({ target: streamNames.orders, durationMs: random.integer(4_000, 7_000) }),
  occupies,
  begin: async (world, { target }) => {
    const { config, state } = await world.manager.streams.info(target);
    const shrunk = Math.ceil(Math.max(state.bytes, 64 * 1024) / fullShare);
    await resize(world, target, shrunk);
    return {
      heal: async () => {
        const at = await persist(() => world.manager.streams.info(target), healWithinMs);
        await persist(() => resize(world, target, config.max_bytes), healWithinMs);
        return { bytesThen: state.bytes, bytesInTheEnd: at.state.bytes, maxBytes: shrunk };
      },
    };
  },
};

/** What happens to the log: its server, its durables, its room. */
export const natsFaults: readonly FaultKind[] = [killed, restarted, frozen, durableDeleted, streamFull];
