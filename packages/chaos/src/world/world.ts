import type { JetStreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import type { LocalStack, ServiceName } from '@orderflow/local-stack';
import type { LoadView } from '../load/load-view.ts';
import type { Agents } from './agents.ts';
import type { Databases } from './databases.ts';
import type { Explained } from './letters.ts';
import type { Lines } from './lines.ts';
import type { Psp } from './psp.ts';

/** Each process of ours. */
export type OwnProcess = ServiceName | 'psp-simulator';
export const ownProcesses: readonly OwnProcess[] = ['order', 'payment', 'inventory', 'psp-simulator'];

/** Everything a fault can reach. */
export interface World {
  readonly stack: LocalStack;
  readonly lines: Lines;
  /** Past the proxies, as the one who may do everything. Its requests reject while nats-server is down. */
  readonly nats: NatsConnection;
  readonly manager: JetStreamManager;
  readonly databases: Databases;
  readonly psp: Psp;
  readonly load: LoadView;
  /** How long a message may be in hand in silence. */
  readonly ackWaitMs: number;
  readonly agents: Agents;
  readonly explained: Explained;
  readonly signal: AbortSignal;
}
