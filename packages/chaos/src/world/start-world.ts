import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jetstreamManager } from '@nats-io/jetstream';
import { connectNats } from '@orderflow/eventbus/jetstream';
import { freePorts, pspHeap, pspName, type ServicePlan, startLocalStack } from '@orderflow/local-stack';
import type { LoadView } from '../load/load-view.ts';
import { createAgents, withAgent } from './agents.ts';
import { type Crashes, createCrashes } from './crashes.ts';
import { createDatabases } from './databases.ts';
import { createExplained } from './letters.ts';
import { closeLines, startLines, throughLines } from './lines.ts';
import { createPsp } from './psp.ts';
import type { World } from './world.ts';

export interface WorldOptions {
  /** What the processes inherit. */
  readonly env: NodeJS.ProcessEnv;
  /** Orders that will be sent: the streams have to have room for them. */
  readonly expectedOrders: number;
  readonly deadlineSeconds: number;
  /** What goes between two processes goes through us, which costs as much CPU as a service does. */
  readonly proxied: boolean;
  readonly signal: AbortSignal;
}

export interface StartedWorld {
  /** `load` is what faults are to know of the load. */
  withLoad(load: LoadView): World;
  readonly directory: string;
  readonly crashes: Crashes;
  /** Where clients go: before the proxy on their line. */
  readonly clientUrl: string;
  readonly world: Omit<World, 'load'>;
  /** Ends all of it and removes its directory. */
  stop(): Promise<void>;
}

/** Short enough that what a killed process had in hand comes again within the run. */
const ackWaitMs = 5_000;
const leastStreamBytes = 64 * 1024 ** 2;
const bytesAnOrder = 6 * 1024;
const leastPspMebibytes = 512;
const pspMebibytesAnOrder = 4 / 1024;

const settings = ({ expectedOrders, deadlineSeconds, env }: WorldOptions): Readonly<Record<string, string>> => {
  const streamBytes = String(Math.max(leastStreamBytes, expectedOrders * bytesAnOrder));
  return {
    ORDERS_MAX_BYTES: streamBytes,
    STREAM_MAX_BYTES: streamBytes,
    ACK_WAIT_MS: String(ackWaitMs),
    ORDER_DEADLINE_SECONDS: String(deadlineSeconds),
    // What is retried or taken over after a while happens within the run.
    SLOW_MS: '1500',
    GATEWAY_TIMEOUT_MS: '3000',
    GATEWAY_HALF_OPEN_MS: '3000',
    PARK_MAX_MS: '3000',
    SWEEP_LEASE_MS: '13000',
    LOG_LEVEL: env.LOG_LEVEL ?? 'warn',
  };
};

/** The provider holds all payments in memory, and has to last as long as the run. */
const withRoom = (plan: ServicePlan, { expectedOrders }: WorldOptions): ServicePlan => {
  if (plan.name !== pspName) return plan;
  const mebibytes = Math.max(leastPspMebibytes, Math.ceil(expectedOrders * pspMebibytesAnOrder));
  return { ...plan, env: { ...plan.env, ...pspHeap(mebibytes) } };
};

/** A stack of its own in a temporary directory, on free ports, if need be with a proxy on each of its lines. */
export const startWorld = async (options: WorldOptions): Promise<StartedWorld> => {
  const directory = mkdtempSync(join(tmpdir(), 'orderflow-chaos-'));
  // As root, Postgres runs as somebody else who has to get in.
  chmodSync(directory, 0o711);
  const ports = await freePorts();
  const crashes = createCrashes();
  const lines = options.proxied ? await startLines(ports) : {};
  try {
    const stack = await startLocalStack({
      stateDir: directory,
      temporary: true,
      ports,
      env: { ...options.env, ...settings(options) },
      signal: options.signal,
      longestRestartDelayMs: 500,
      onChange: crashes.look,
      adaptPlan: (plan) => withAgent(throughLines(withRoom(plan, options), lines), directory),
    });
    const nats = await connectNats({ servers: stack.natsAdminUrl, name: 'orderflow chaos', waitForServer: false });
    const world = {
      stack,
      lines,
      nats,
      manager: await jetstreamManager(nats, { timeout: 5_000 }),
      databases: createDatabases(stack.postgresAdminUrl),
      psp: createPsp(stack.urls.psp),
      ackWaitMs,
      agents: createAgents(directory),
      explained: createExplained(),
      signal: options.signal,
    };
    return {
      withLoad: (load) => ({ ...world, load }),
      directory,
      crashes,
      clientUrl: `http://127.0.0.1:${lines['client-order']?.port ?? ports.order}`,
      world,
      stop: async () => {
        await nats.close();
        await stack.stop();
        await closeLines(lines);
        rmSync(directory, { recursive: true, force: true });
      },
    };
  } catch (error) {
    await closeLines(lines);
    rmSync(directory, { recursive: true, force: true });
    throw error;
  }
};
