import { Kvm } from '@nats-io/kv';
import type { NatsConnection } from '@nats-io/transport-node';
import { createTopology } from '@orderflow/contracts';
import { buckets, type DeadLetterSummary, listDeadLetters } from '@orderflow/eventbus/jetstream';
import type { TimelineEntry } from './entry.ts';
import type { OrderMessage } from './messages.ts';

/** What is noted of messages that keep coming back; of one that was handled at the first try nothing is. */
export const readAttempts = async (
  connection: NatsConnection,
  messages: readonly OrderMessage[],
): Promise<readonly TimelineEntry[]> => {
  const bucket = await new Kvm(connection).open(buckets.attempts);
  const { durables } = createTopology();
  const looked = messages.flatMap(({ stream, sequence, entry }) =>
    durables
      .filter((durable) => durable.stream === stream && durable.subjects.includes(entry.what))
      .map(async (durable) => {
        const noted = await bucket.get(`${durable.name}.${stream}.${sequence}`);
        if (noted === null || noted.operation !== 'PUT') return [];
        const what = `attempts of ${durable.name} at ${entry.what}`;
        return [{ at: noted.created, where: `${stream} #${sequence}`, what, detail: noted.string() }];
      }),
  );
  return (await Promise.all(looked)).flat();
};

const pageSize = 500;

/** The order's dead letters. */
export const readDeadLetters = async (
  connection: NatsConnection,
  orderId: string,
): Promise<readonly TimelineEntry[]> => {
  const entries: TimelineEntry[] = [];
  let after = 0;
  for (;;) {
    const page: readonly DeadLetterSummary[] = await listDeadLetters(connection, createTopology(), {
      after,
      limit: pageSize,
    });
    for (const letter of page) {
      if (!letter.messageId.startsWith(`${orderId}:`)) continue;
      const where = `dead letter #${letter.sequence}`;
      const detail = `${letter.code}: ${letter.reason} (${letter.attempts} attempts)`;
      entries.push({ at: letter.storedAt, where, what: `${letter.durable} gave up ${letter.subject}`, detail });
    }
    const last = page.at(-1);
    if (last === undefined || page.length < pageSize) return entries;
    after = last.sequence;
  }
};
