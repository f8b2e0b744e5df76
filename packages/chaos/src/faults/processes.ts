import { isBusy, untilBusy } from '../world/busy.ts';
import { untilRunning } from '../world/processes.ts';
import { type OwnProcess, ownProcesses, type World } from '../world/world.ts';
import type { FaultKind, Plan } from './kind.ts';

/** The longest silence that a stopped process may keep; beyond `ack_wait` its messages go to whoever asks next. */
const stopMs = { least: 6_500, most: 8_000 } as const;

const targetOf = ({ target }: Plan): OwnProcess => {
  const found = ownProcesses.find((name) => name === target);
  if (found === undefined) throw new RangeError(`${target} is no process of ours`);
  return found;
};
const occupies = ({ target }: Plan): readonly string[] => [target];

/** A signal in the middle of its work, and what it had in hand then. */
const strike = async (world: World, plan: Plan, signal: NodeJS.Signals) => {
  const name = targetOf(plan);
  const before = world.stack.supervisor.get(name).state();
  const had = await untilBusy(world, name);
  world.stack.supervisor.get(name).kill(signal);
  return { pid: before.pid, busy: isBusy(had), ...had };
};

const ends = (kind: string, signal: NodeJS.Signals, weight: number): FaultKind => ({
  family: 'kill',
  kind,
  weight,
  plan: (random) => ({ target: random.pick(ownProcesses), durationMs: 2_000 }),
  occupies,
  begin: async (world, plan) => {
    await untilRunning(world, plan.target);
    const hit = await strike(world, plan, signal);
    return {
      heal: async () => {
        await untilRunning(world, plan.target);
        return hit;
      },
    };
  },
});

const stopped: FaultKind = {
  family: 'kill',
  kind: 'sigstop',
  plan: (random) => ({
    target: random.pick(ownProcesses),
    durationMs: random.integer(stopMs.least, stopMs.most),
  }),
  occupies,
  begin: async (world, plan) => {
    await untilRunning(world, plan.target);
    const hit = await strike(world, plan, 'SIGSTOP');
    return {
      heal: async () => {
        world.stack.supervisor.get(plan.target).kill('SIGCONT');
        await untilRunning(world, plan.target);
        return hit;
      },
    };
  },
};

/** Each process of ours: killed, asked to stop, and held for longer than its messages wait. */
export const processFaults: readonly FaultKind[] = [
  ends('sigkill', 'SIGKILL', 2),
  ends('sigterm', 'SIGTERM', 1),
  stopped,
];
