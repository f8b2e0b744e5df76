import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type AgentRemote, agentPlan, createAgentRemote, type Hit, parseHits } from '@orderflow/failpoints/remote';
import { type ServiceName, serviceNames } from '@orderflow/local-stack';
import { startTestStack, type TestStack } from '@orderflow/testkit';
import type { Edit } from '../mutation.ts';
import { openDatabases, type TestDatabases } from './databases.ts';
import { openLog, type TestLog } from './log.ts';

/** A whole stack in which bugs are planted in one service, one after the other. */
export interface Lane {
  readonly service: ServiceName;
  readonly stack: TestStack;
  readonly log: TestLog;
  readonly databases: TestDatabases;
  agent(service: ServiceName): AgentRemote;
  hits(): readonly Hit[];
  /** Starts the service again with these changes in its sources, instead of those before. */
  plant(edits: readonly Edit[]): Promise<void>;
  stop(): Promise<void>;
}

/** A message that a killed process held comes again after this. */
export const ackWaitMs = 2_000;

/** Everything that waits waits less than usual, so that a run is short; what it waits for is the same. */
const env = {
  ACK_WAIT_MS: String(ackWaitMs),
  SWEEP_INTERVAL_MS: '100',
  PARK_INITIAL_MS: '50',
  PARK_MAX_MS: '500',
  GATEWAY_TIMEOUT_MS: '4000',
  GATEWAY_HALF_OPEN_MS: '300',
  SWEEP_LEASE_MS: '20000',
};
const own = { SHUTDOWN_GRACE_MS: '0', DRAIN_DEADLINE_MS: '5000' };

export const startLane = async (service: ServiceName): Promise<Lane> => {
  const directory = mkdtempSync(join(tmpdir(), 'lane-'));
  const place = (name: string): string => join(directory, name);
  const hitsFile = place('hits.jsonl');
  const bugFile = place('bug.json');
  const plant = pathToFileURL(join(import.meta.dirname, '../plant.ts')).href;
  const stack = await startTestStack({
    env,
    adaptPlan: (plan) => {
      const name = serviceNames.find((one) => one === plan.name);
      if (name === undefined) return plan;
      const agent = agentPlan({ socketPath: place(`${name}.sock`), hitsFile, service: name });
      const planted = name === service ? { ORDERFLOW_PLANTED_BUG: bugFile } : {};
      return {
        ...plan,
        env: { ...plan.env, ...own, ...agent.env, ...planted },
        nodeArguments: [...(name === service ? ['--import', plant] : []), ...agent.nodeArguments],
      };
    },
  });
  const log = await openLog(stack.natsAdminUrl);
  const databases = openDatabases(stack.postgresAdminUrl);

  return {
    service,
    stack,
    log,
    databases,
    agent: (name) => createAgentRemote(place(`${name}.sock`)),
    hits: () => (existsSync(hitsFile) ? parseHits(readFileSync(hitsFile, 'utf8')) : []),
    plant: async (edits) => {
      writeFileSync(bugFile, JSON.stringify(edits));
      await stack.restart(service);
      await stack.ready(service);
    },
    stop: async () => {
      await log.close();
      await databases.close();
      await stack.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
};
