// Loaded with `--import` into a process that is to be hurt. Without ORDERFLOW_CHAOS_SOCKET it does nothing.
import { appendFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';
import type { FailpointName } from '../names.ts';
import type { Command, Hit, Reply } from '../protocol.ts';
import { listen } from './agent.ts';
import { createShiftedClock } from './clock.ts';
import { type AgentConfig, readAgentConfig } from './config.ts';
import { countRequests } from './requests.ts';
import { createTriggers } from './triggers.ts';

const start = async ({ socketPath, hitsFile, service }: AgentConfig): Promise<void> => {
  const clock = createShiftedClock();
  const requests = countRequests();
  const { pid } = process;

  const die = (failpoint: FailpointName): void => {
    const at = new Date(clock.trueNow()).toISOString();
    const hit: Hit = { failpoint, service, pid, at, requestsUnderWay: requests.underWay };
    // Nothing after this line happens, so the note has to be in the file before.
    if (hitsFile !== undefined) appendFileSync(hitsFile, `${JSON.stringify(hit)}\n`);
    process.kill(pid, 'SIGKILL');
  };
  const triggers = createTriggers(die);

  const carryOut = (command: Command): Reply => {
    switch (command.command) {
      case 'arm':
        triggers.arm(command.failpoint, command.after);
        return { ok: true, pid };
      case 'disarm':
        triggers.disarm(command.failpoint);
        return { ok: true, pid };
      case 'clock':
        clock.shift(command.offsetMs);
        return { ok: true, pid };
      case 'counts':
        return { ok: true, pid, counts: triggers.counts() };
      default:
        return command satisfies never;
    }
  };
  await listen(socketPath, carryOut);
};

const config = readAgentConfig(process.env);
// A worker inherits `--import`: the process has one agent, that of its main thread.
if (config !== undefined && isMainThread) await start(config);
