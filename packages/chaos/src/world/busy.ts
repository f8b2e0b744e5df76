import { setTimeout as delay } from 'node:timers/promises';
import { createTopology } from '@orderflow/contracts';
import type { OwnProcess, World } from './world.ts';

/** What a process has in hand: messages given to it and not settled, requests it has not answered. */
export interface InHand {
  readonly unacked: number;
  readonly pending: number;
  readonly requests: number;
}

const nothing: InHand = { unacked: 0, pending: 0, requests: 0 };
/** The simulator has what payment has given it. */
const consumerOf = (name: OwnProcess): string => (name === 'psp-simulator' ? 'payment' : name);

const ownDurables = (name: OwnProcess) =>
  createTopology().durables.filter((durable) => durable.name.startsWith(`${consumerOf(name)}-`));

/** Nothing when the log cannot be asked. */
export const inHand = async (world: World, name: OwnProcess): Promise<InHand> => {
  try {
    const infos = await Promise.all(
      ownDurables(name).map((durable) => world.manager.consumers.info(durable.stream, durable.name)),
    );
    return {
      unacked: infos.reduce((sum, info) => sum + info.num_ack_pending, 0),
      pending: infos.reduce((sum, info) => sum + info.num_pending, 0),
      requests: name === 'order' ? world.load.inFlight : 0,
    };
  } catch {
    return nothing;
  }
};

export const isBusy = ({ unacked, requests }: InHand): boolean => unacked + requests > 0;

const patienceMs = 2_000;
const lookEveryMs = 5;

/** Resolves as soon as the process has work in hand, and after 2 s in any case, with what it has. */
export const untilBusy = async (world: World, name: OwnProcess): Promise<InHand> => {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const now = await inHand(world, name);
    if (isBusy(now) || performance.now() > deadline || world.signal.aborted) return now;
    await delay(lookEveryMs);
  }
};
