import { setTimeout as delay } from 'node:timers/promises';
import type { NatsConnection } from '@nats-io/transport-node';
import { connectNats } from '@orderflow/eventbus/jetstream';
import type { ClientRequest, Witnesses } from '../witnesses.ts';
import { countDue, readRows } from './databases.ts';
import { readLedger } from './ledger.ts';
import { readDurables, readFirstOrdersSequence, readLetters, readMessages, readStreams } from './log.ts';

export interface CollectOptions {
  readonly natsUrl: string;
  readonly postgresAdminUrl: string;
  /** Undefined: the payment provider keeps no ledger that could be read. */
  readonly pspUrl: string | undefined;
  readonly history?: readonly ClientRequest[];
  readonly acknowledged?: ReadonlySet<number | string>;
  /** How long to wait for rest before looking. Default 0. */
  readonly waitSeconds?: number;
  readonly signal?: AbortSignal;
}

const askEveryMs = 500;

/** Nothing unread, unacked or due. */
const atRest = async (connection: NatsConnection, postgresAdminUrl: string): Promise<boolean> => {
  const durables = await readDurables(connection, []);
  if (durables.some(({ pending, unacked, missing }) => missing || pending + unacked > 0)) return false;
  return (await countDue(postgresAdminUrl)) === 0;
};

/** Until it was at rest twice running: between two services a message is in neither's books. */
const waitForRest = async (connection: NatsConnection, options: CollectOptions): Promise<void> => {
  const { postgresAdminUrl, waitSeconds = 0, signal } = options;
  const deadline = performance.now() + waitSeconds * 1_000;
  for (let calm = 0; calm < 2 && performance.now() < deadline && !signal?.aborted; ) {
    calm = (await atRest(connection, postgresAdminUrl)) ? calm + 1 : 0;
    if (calm < 2) await delay(askEveryMs);
  }
};

/**
 * Asks the streams, the databases and the provider, not the services. Whether it was at rest is for the audit to say:
 * the wait ends with its time.
 */
export const collectWitnesses = async (options: CollectOptions): Promise<Witnesses> => {
  const { natsUrl, postgresAdminUrl, pspUrl, history, acknowledged = new Set<number | string>() } = options;
  const connection = await connectNats({ servers: natsUrl, name: 'orderflow audit', waitForServer: false });
  try {
    await waitForRest(connection, options);
    // First what was settled, last what is in the log: whatever happens between them is seen to be in flight.
    const streams = await readStreams(connection);
    const durables = await readDurables(connection, streams);
    const rows = await readRows(postgresAdminUrl);
    const ledger = pspUrl === undefined ? undefined : await readLedger(pspUrl);
    const deadLetters = await readLetters(connection);
    const firstOrdersSequence = await readFirstOrdersSequence(connection);
    const log = { streams, durables, deadLetters, firstOrdersSequence, messages: await readMessages(connection) };
    return { history, ...rows, ledger, ...log, acknowledged };
  } finally {
    await connection.close();
  }
};
