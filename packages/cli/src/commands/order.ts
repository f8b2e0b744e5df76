import type { NatsConnection } from '@nats-io/transport-node';
import { AppError } from '@orderflow/errors';
import { connectNats } from '@orderflow/eventbus/jetstream';
import { clientConfig, type StackFile, stackUrls } from '@orderflow/local-stack';
import { readConfig } from '@orderflow/service-kit';
import pc from 'picocolors';
import { environment } from '../config.ts';
import { readAttempts, readDeadLetters } from '../timeline/attempts.ts';
import { readDatabaseFacts } from '../timeline/database-facts.ts';
import type { TimelineEntry } from '../timeline/entry.ts';
import { findMessages } from '../timeline/messages.ts';
import { requireRunning } from './running.ts';

/** A message can be stored a little before the time that the fact in it states. */
const marginMs = 5_000;

/** What the service answers, in a line. The key: where it asks for one. */
export const askService = async (url: string, apiKey: string | undefined): Promise<string> => {
  try {
    const headers = apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` };
    const response = await fetch(`${url}?expand=payment`, { headers, signal: AbortSignal.timeout(3_000) });
    return `${response.status} ${await response.text()}`;
  } catch (error) {
    return `no answer (${error instanceof Error ? error.message : error})`;
  }
};

interface FromLog {
  readonly entries: readonly TimelineEntry[];
  readonly remarks: readonly string[];
}

const fromLog = async (connection: NatsConnection, orderId: string, since: Date | undefined): Promise<FromLog> => {
  const { messages, cut } = await findMessages(connection, orderId, since);
  const [attempts, letters] = await Promise.all([
    readAttempts(connection, messages),
    readDeadLetters(connection, orderId),
  ]);
  return {
    entries: [...messages.map(({ entry }) => entry), ...attempts, ...letters],
    remarks: cut ? ['The streams are long: the search stopped early, there may be later messages.'] : [],
  };
};

const lookIntoLog = async (running: StackFile, orderId: string, since: Date | undefined): Promise<FromLog> => {
  try {
    const connection = await connectNats({
      servers: running.natsAdminUrl,
      name: 'orderflow order',
      waitForServer: false,
    });
    try {
      return await fromLog(connection, orderId, since);
    } finally {
      await connection.close();
    }
  } catch (error) {
    return { entries: [], remarks: [`The log could not be read: ${AppError.from(error).message}`] };
  }
};

const line = ({ at, where, what, detail }: TimelineEntry): string =>
  ` ${pc.dim(at.toISOString().replace('T', ' ').replace('Z', ''))}  ${pc.cyan(where.padEnd(20))} ${what}  ${pc.dim(detail)}`;

/** All that is known of one order, on one timeline. */
export const order = async (orderId: string): Promise<number> => {
  const running = requireRunning();
  const { ORDERFLOW_API_KEY: apiKey } = readConfig(clientConfig, environment);
  const { order: orderUrl } = stackUrls(running.ports);
  const facts = await readDatabaseFacts(running, orderId);
  const first = Math.min(...facts.entries.map(({ at }) => at.getTime()));
  const since = Number.isFinite(first) ? new Date(first - marginMs) : undefined;
  const [answer, log] = await Promise.all([
    askService(`${orderUrl}/orders/${encodeURIComponent(orderId)}`, apiKey),
    lookIntoLog(running, orderId, since),
  ]);
  const entries = [...facts.entries, ...log.entries].toSorted((a, b) => a.at.getTime() - b.at.getTime());
  console.log(`\n ${pc.bold(`GET /orders/${orderId}`)}  ${answer}\n`);
  for (const row of facts.rows) console.log(` ${row}`);
  if (facts.rows.length > 0) console.log('');
  for (const entry of entries) console.log(line(entry));
  for (const away of facts.away) console.log(pc.yellow(` No answer from ${away}`));
  for (const remark of log.remarks) console.log(pc.yellow(` ${remark}`));
  if (entries.length === 0) console.log(' Nothing is known of this order.');
  console.log('');
  return entries.length === 0 ? 1 : 0;
};
