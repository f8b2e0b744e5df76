import { waitUntil } from '../process/wait-until.ts';
import type { StackPorts } from '../stack/ports.ts';

const formedWithinMs = 60_000;

interface JetStreamReport {
  readonly meta_cluster?: {
    readonly replicas?: ReadonlyArray<{ readonly current: boolean; readonly offline?: boolean }>;
  };
}

/** Peers that keep up, as the leader sees them; the others see none. */
const peersOf = async (monitorUrl: string): Promise<number> => {
  const response = await fetch(`${monitorUrl}/jsz`, { signal: AbortSignal.timeout(2_000) });
  const { meta_cluster: { replicas = [] } = {} } = (await response.json()) as JetStreamReport;
  return replicas.filter(({ current, offline }) => current && !offline).length;
};

const isHealthy = async (monitorUrl: string): Promise<boolean> =>
  (await fetch(`${monitorUrl}/healthz`, { signal: AbortSignal.timeout(2_000) })).ok;

/**
 * Resolves once the servers are one cluster: a leader that sees all others, and every server with its streams up to
 * date. Before that a stream cannot be made with a replica on each, and one that exists may have no leader.
 */
export const clusterFormed = ({ nats }: StackPorts, signal: AbortSignal): Promise<void> => {
  const monitorUrls = nats.map(({ monitor }) => `http://127.0.0.1:${monitor}`);
  const formed = async (): Promise<boolean> => {
    const healthy = await Promise.all(monitorUrls.map(isHealthy));
    const peers = await Promise.all(monitorUrls.map(peersOf));
    return healthy.every(Boolean) && peers.includes(monitorUrls.length - 1);
  };
  const describe = `the ${monitorUrls.length} NATS servers to form a cluster`;
  return waitUntil(formed, { timeoutMs: formedWithinMs, everyMs: 100, describe, signal });
};
