import { jetstreamManager } from '@nats-io/jetstream';
import { audit, type ClientRequest, collectWitnesses, type Witnesses } from '@orderflow/audit';
import { createTopology } from '@orderflow/contracts';
import { connectNats } from '@orderflow/eventbus/jetstream';
import type { TestStack } from '@orderflow/testkit';

/** Where the witnesses are. */
export interface Audited extends Pick<TestStack, 'natsAdminUrl' | 'postgresAdminUrl'> {
  readonly urls: Pick<TestStack['urls'], 'psp'>;
}

export interface LookOptions {
  /** What the client was told. */
  readonly history?: readonly ClientRequest[];
  /** How long to wait for rest; default not at all. */
  readonly waitSeconds?: number;
}

/** What the log, the databases and the provider's ledger say: not the services. */
export const look = (stack: Audited, options: LookOptions = {}): Promise<Witnesses> => {
  const { natsAdminUrl: natsUrl, postgresAdminUrl, urls } = stack;
  return collectWitnesses({ natsUrl, postgresAdminUrl, pspUrl: urls.psp, ...options });
};

const restWithinSeconds = 120;

/** One sentence, with its evidence, for everything that does not hold once all is at rest. */
export const violations = async (stack: Audited, history?: readonly ClientRequest[]): Promise<readonly string[]> => {
  const witnesses = await look(stack, { waitSeconds: restWithinSeconds, ...(history && { history }) });
  return audit(witnesses).map(({ check, message, evidence }) => `${check}: ${message}: ${JSON.stringify(evidence)}`);
};

/** Delivered to a service and not settled, over its durables. */
export const ackPending = async (stack: TestStack, service: string): Promise<number> => {
  const connection = await connectNats({ servers: stack.natsAdminUrl, name: 'witness' });
  try {
    const manager = await jetstreamManager(connection);
    let pending = 0;
    for (const { name, stream } of createTopology().durables) {
      if (name.startsWith(service)) pending += (await manager.consumers.info(stream, name)).num_ack_pending;
    }
    return pending;
  } finally {
    await connection.close();
  }
};
