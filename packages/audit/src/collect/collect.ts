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
  /** How long to wait for rest before looking, counted anew whenever less is left to be done. Default 0. */
  readonly waitSeconds?: number;
  readonly signal?: AbortSignal;
}

const askEveryMs = 500;
/** So many times `waitSeconds` in all, for a system that is slow and gets on. */
const mostPatience = 5;

/** What is unread, unacked or due; a durable that is gone counts as one. */
const workLeft = async (connection: NatsConnection, postgresAdminUrl: string): Promise<number> => {
  const durables = await readDurables(connection, []);
  const messages = durables.map(({ pending, unacked, missing }) => (missing ? 1 : pending + unacked));
  return messages.reduce((sum, count) => sum + count, await countDue(postgresAdminUrl));
};

/** Until nothing was left twice running (between two services a message is in neither's books), or nothing gets on. */
const waitForRest = async (connection: NatsConnection, options: CollectOptions): Promise<void> => {
  const { postgresAdminUrl, waitSeconds = 0, signal } = options;
  const waitMs = waitSeconds * 1_000;
  const last = performance.now() + mostPatience * waitMs;
  let deadline = performance.now() + waitMs;
  let least = Number.POSITIVE_INFINITY;
  for (let calm = 0; calm < 2 && performance.now() < Math.min(deadline, last) && !signal?.aborted; ) {
    // A stream without a leader for the moment cannot tell what is left: it is asked again, and the last time in earnest.
    const left = await workLeft(connection, postgresAdminUrl).catch(() => Number.POSITIVE_INFINITY);
    calm = left === 0 ? calm + 1 : 0;
    if (left < least) {
      least = left;
      deadline = performance.now() + waitMs;
    }
    if (calm < 2) await delay(askEveryMs);
  }
};

/** Looks that a late message may spoil before one is taken as it is. */
const looks = 3;

const look = async (connection: NatsConnection, options: CollectOptions): Promise<Witnesses> => {
  const { postgresAdminUrl, pspUrl, history, acknowledged = new Set<number | string>() } = options;
  // First what was settled, last what is in the log: whatever happens between them is seen to be in flight.
  const streams = await readStreams(connection);
  const durables = await readDurables(connection, streams);
  const rows = await readRows(postgresAdminUrl);
  const ledger = pspUrl === undefined ? undefined : await readLedger(pspUrl);
  const deadLetters = await readLetters(connection);
  const firstOrdersSequence = await readFirstOrdersSequence(connection);
  const log = { streams, durables, deadLetters, firstOrdersSequence, messages: await readMessages(connection) };
  return { history, ...rows, ledger, ...log, acknowledged };
};

const hasGrown = async (connection: NatsConnection, { streams }: Witnesses): Promise<boolean> => {
  const now = await readStreams(connection);
  return now.some(({ stream, lastSequence }) =>
    streams.some((before) => before.stream === stream && before.lastSequence !== lastSequence),
  );
};

/**
 * Asks the streams, the databases and the provider, not the services. Whether it was at rest is for the audit to say:
 * the wait ends with its time. Who waits for rest and sees the log grow meanwhile (a request that came late) looks again.
 */
export const collectWitnesses = async (options: CollectOptions): Promise<Witnesses> => {
  const connection = await connectNats({ servers: options.natsUrl, name: 'orderflow audit', waitForServer: false });
  try {
    for (let left = looks; ; left--) {
      await waitForRest(connection, options);
      const witnesses = await look(connection, options);
      if (!options.waitSeconds || left === 1 || !(await hasGrown(connection, witnesses))) return witnesses;
    }
  } finally {
    await connection.close();
  }
};
