import { AppError } from '@orderflow/errors';
import { pspName, serviceNames } from '@orderflow/local-stack';
import { familyTime, ownTime, processTime } from '../machine/cpu-clock.ts';
import type { World } from './world.ts';

const ours = [...serviceNames, 'nats', 'postgres'] as const;
type Counted = (typeof ours)[number];

/** Microseconds of CPU. Of a service, all its processes. */
export type CpuByProcess = Readonly<Record<Counted, number>> & {
  /** Of those above. The generator and psp-simulator stand for the world outside. */
  readonly total: number;
  readonly generator: number;
  readonly pspSimulator: number;
};

/** The second process of `order` is `order-2`. */
const replicaNumber = /-\d+$/;

type Reading = ReadonlyMap<string, { readonly pid: number; readonly micros: number }>;

const read = ({ stack }: World): Reading =>
  new Map([
    ...stack.states().map(({ name, pid }) => {
      const micros = name === 'postgres' ? familyTime(pid) : processTime(pid);
      return [name, { pid, micros }] as const;
    }),
    ['generator', { pid: process.pid, micros: ownTime() }] as const,
  ]);

/** From now on; call the result to end it. A process that was started anew meanwhile spoils the measurement. */
export const startCpuMeter = (world: World): (() => CpuByProcess) => {
  const before = read(world);
  return () => {
    const after = read(world);
    const spentBy = (name: string): number => {
      const [from, to] = [before.get(name), after.get(name)];
      if (from !== undefined && to !== undefined && from.pid === to.pid) return to.micros - from.micros;
      throw new AppError('DEPENDENCY_UNAVAILABLE', `${name} was started anew while its CPU was measured.`);
    };
    const spent = (name: string): number =>
      [...after.keys()]
        .filter((one) => one.replace(replicaNumber, '') === name)
        .reduce((sum, one) => sum + spentBy(one), 0);
    const { order, payment, inventory, nats, postgres } = Object.fromEntries(
      ours.map((name) => [name, spent(name)]),
    ) as Record<Counted, number>;
    return {
      ...{ order, payment, inventory, nats, postgres },
      total: order + payment + inventory + nats + postgres,
      generator: spent('generator'),
      pspSimulator: spent(pspName),
    };
  };
};
