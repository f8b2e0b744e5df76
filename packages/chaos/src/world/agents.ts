import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AgentRemote, agentPlan, createAgentRemote, type Hit, parseHits } from '@orderflow/failpoints/remote';
import { type ServiceName, type ServicePlan, serviceNames } from '@orderflow/local-stack';

/** What sits in each service and does from within what cannot be done from outside. */
export interface Agents {
  readonly of: Readonly<Record<ServiceName, AgentRemote>>;
  /** All kills at failpoints so far, oldest first. */
  hits(): readonly Hit[];
}

const socketOf = (directory: string, service: string): string => join(directory, `${service}.sock`);
const hitsFileOf = (directory: string): string => join(directory, 'hits.jsonl');

export const createAgents = (directory: string): Agents => {
  const remotes = serviceNames.map((name) => [name, createAgentRemote(socketOf(directory, name))] as const);
  return {
    of: Object.fromEntries(remotes) as Record<ServiceName, AgentRemote>,
    hits: () => (existsSync(hitsFileOf(directory)) ? parseHits(readFileSync(hitsFileOf(directory), 'utf8')) : []),
  };
};

/** The plan of a service with an agent in it. */
export const withAgent = (plan: ServicePlan, directory: string): ServicePlan => {
  if (!serviceNames.some((name) => name === plan.name)) return plan;
  const { nodeArguments, env } = agentPlan({
    socketPath: socketOf(directory, plan.name),
    hitsFile: hitsFileOf(directory),
    service: plan.name,
  });
  return { ...plan, nodeArguments: [...(plan.nodeArguments ?? []), ...nodeArguments], env: { ...plan.env, ...env } };
};

export const agentOf = (agents: Agents, service: string): AgentRemote => {
  const found = serviceNames.find((name) => name === service);
  if (found === undefined) throw new RangeError(`there is no agent in ${service}`);
  return agents.of[found];
};

/** Kills by failpoint. */
export const countHits = ({ hits }: Agents): Readonly<Record<string, number>> => {
  const counts: Record<string, number> = {};
  for (const { failpoint } of hits()) counts[failpoint] = (counts[failpoint] ?? 0) + 1;
  return counts;
};
