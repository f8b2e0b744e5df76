import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type JetStreamManager, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { connectNats } from '@orderflow/eventbus/jetstream';
import { createGuardian, type Durability, freePorts, type LocalStack, startLocalStack } from '@orderflow/local-stack';
import { type StartOptions, startScript } from './start-server.ts';

/** How a stack differs from the one whose figures count. */
export interface WorldKind {
  /** Share of the orders that are traced; the rest costs what deciding so costs. Default 0.01. */
  readonly sampling?: number;
  /** Default `simulated`: moves no money, asks nobody. */
  readonly gateway?: 'simulated' | 'stripe';
  readonly durability?: Durability;
}

/** A fresh stack on temporary data, and a collector that its traces go to. */
export interface World {
  readonly stack: LocalStack;
  readonly nats: NatsConnection;
  readonly manager: JetStreamManager;
  /** For processes that are started beside it. */
  readonly starting: StartOptions;
  readonly signal: AbortSignal;
}

export interface WorldOptions extends WorldKind {
  /** What the processes inherit. */
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  /** Arguments of Node on top of the usual ones, by the name of a process of the stack. */
  readonly nodeArguments?: Readonly<Record<string, readonly string[]>>;
}

const tracing = (sampling: number, collectorUrl: string): Readonly<Record<string, string>> => ({
  OTEL_EXPORTER_OTLP_ENDPOINT: collectorUrl,
  OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
  OTEL_TRACES_SAMPLER_ARG: String(sampling),
});

/** Starts a world, has the work done in it, and ends all of it, whatever comes of the work. */
export const inWorld = async <T>(options: WorldOptions, work: (world: World) => Promise<T>): Promise<T> => {
  const {
    env,
    signal,
    nodeArguments = {},
    sampling = 0.01,
    gateway = 'simulated',
    durability = 'process-crash',
  } = options;
  const directory = mkdtempSync(join(tmpdir(), 'orderflow-bench-'));
  // As root, Postgres runs as somebody else who has to get in.
  chmodSync(directory, 0o711);
  const guardian = createGuardian();
  const endings: (() => unknown)[] = [
    () => guardian.dismiss(),
    () => rmSync(directory, { recursive: true, force: true }),
  ];
  try {
    const plain = { directory, guardian, env, signal };
    const collector = await startScript('otlp-sink', [], plain);
    endings.unshift(() => collector.stop());
    const own = { PAYMENT_GATEWAY: gateway, LOG_LEVEL: env.LOG_LEVEL ?? 'warn', ...tracing(sampling, collector.url) };
    const starting = { ...plain, env: { ...env, ...own } };
    const stack = await startLocalStack({
      stateDir: directory,
      temporary: true,
      ports: await freePorts(),
      env: starting.env,
      durability,
      signal,
      adaptPlan: (plan) => ({ ...plan, nodeArguments: nodeArguments[plan.name] ?? [] }),
    });
    endings.unshift(() => stack.stop());
    const nats = await connectNats({ servers: stack.natsAdminUrl, name: 'orderflow bench', waitForServer: false });
    endings.unshift(() => nats.close());
    return await work({ stack, nats, manager: await jetstreamManager(nats, { timeout: 5_000 }), starting, signal });
  } finally {
    for (const end of endings) await end();
  }
};
