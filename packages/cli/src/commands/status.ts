import { jetstreamManager } from '@nats-io/jetstream';
import { createTopology, streamNames } from '@orderflow/contracts';
import { connectNats } from '@orderflow/eventbus/jetstream';
import { readinessOfAll, type StackFile, supervisedStates } from '@orderflow/local-stack';
import pc from 'picocolors';
import { processLines } from '../terminal/board.ts';
import { requireRunning } from './running.ts';

/** What lies unread in front of each durable, and whether dead letters wait for somebody. */
const backlog = async (running: StackFile): Promise<readonly string[]> => {
  const signal = AbortSignal.timeout(3_000);
  const servers = running.natsAdminUrl;
  const connection = await connectNats({ servers, name: 'orderflow status', waitForServer: false, signal });
  try {
    const manager = await jetstreamManager(connection);
    const rows = createTopology().durables.map(async ({ stream, name }) => {
      const { num_pending: pending, num_ack_pending: unsettled } = await manager.consumers.info(stream, name);
      return pending + unsettled === 0 ? [] : [`   ${name.padEnd(26)} ${pending} to come, ${unsettled} in work`];
    });
    const waiting = (await Promise.all(rows)).flat();
    const { state } = await manager.streams.info(streamNames.deadLetters);
    const letters = state.messages > 0 ? pc.yellow(`${state.messages} (npm run orderflow -- dlq list)`) : 'none';
    return [` Backlog: ${waiting.length === 0 ? 'none' : ''}`, ...waiting, ` Dead letters: ${letters}`];
  } finally {
    await connection.close();
  }
};

/** Exit code 0 when all that should run does and is ready, 1 otherwise. */
export const status = async (): Promise<number> => {
  const running = requireRunning();
  const states = await supervisedStates(running.controlSocket);
  const ready = await readinessOfAll(states);
  console.log(
    ` Orderflow runs since ${running.startedAt.replace('T', ' ').slice(0, 19)} UTC (supervisor: process ${running.supervisor.pid})\n`,
  );
  console.log(processLines({ states, readiness: ready }).join('\n'));
  const log = await backlog(running).catch((error: unknown) => [
    ` Backlog: unknown (${error instanceof Error ? error.message : error})`,
  ]);
  console.log(`\n${log.join('\n')}\n Data: ${running.dataDir}`);
  const well = states.every((state) => state.status === 'running') && [...ready.values()].every((one) => one.ready);
  return well ? 0 : 1;
};
