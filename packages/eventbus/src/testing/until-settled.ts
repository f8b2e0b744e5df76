import { setImmediate as nextTurn } from 'node:timers/promises';
import type { MemoryLog } from '../memory/memory-log.ts';
import type { VirtualClock } from '../memory/virtual-clock.ts';

const isVirtual = (clock: object): clock is VirtualClock => 'step' in clock;
/** Turns of the event loop in which nothing is due: then what is under way is in promises of real I/O. */
const maxTurns = 20_000;

/**
 * Resolves when the condition holds. Lets everything run that can, and moves a virtual clock to its next timer when
 * nothing can. Rejects, naming the condition, when that did not help.
 */
export const until = async (log: MemoryLog, describe: string, condition: () => boolean | Promise<boolean>) => {
  for (let turn = 0; turn < maxTurns; turn++) {
    if (await condition()) return;
    // Two turns: what is published in the first is answered in the second.
    await nextTurn();
    await nextTurn();
    if (await condition()) return;
    if (isVirtual(log.clock)) log.clock.step();
  }
  throw new Error(`never came true: ${describe}`);
};

const isSettled = (log: MemoryLog): boolean =>
  log.topology.durables.every(({ name }) => {
    const durable = log.durable(name);
    return durable === undefined || (durable.pending() === 0 && durable.unsettled() === 0);
  });

/** Resolves when every durable has settled everything that was published, what follows from it included. */
export const untilSettled = (log: MemoryLog): Promise<void> =>
  until(log, 'every durable has settled everything', async () => {
    if (!isSettled(log)) return false;
    // A handler may have published without waiting for the answer.
    await nextTurn();
    return isSettled(log);
  });
