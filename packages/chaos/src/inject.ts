import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '@orderflow/errors';
import type { FaultKind, Hit } from './faults/kind.ts';
import { beginWithinMs, persist } from './persist.ts';
import type { Scheduled } from './schedule.ts';
import type { World } from './world/world.ts';

/** A fault of the schedule, and what came of it. Times since the beginning of the load. */
export interface Injected extends Scheduled {
  readonly beganMs: number | undefined;
  readonly healedMs: number | undefined;
  readonly hit: Hit;
  /** Why it could not be done, or not be undone. */
  readonly failure: string | undefined;
}

export interface Injector {
  /** The faults that hold now. */
  now(): readonly Scheduled[];
  /** All of them in the end; once this resolves, each is healed or has failed to be. */
  readonly finished: Promise<readonly Injected[]>;
}

export interface InjectorOptions {
  readonly schedule: readonly Scheduled[];
  readonly kinds: readonly FaultKind[];
  readonly world: World;
  readonly startedAt: number;
}

const sentence = (what: string, error: unknown): string => `${what}: ${AppError.from(error).message}`;

/** Does what the schedule says, when it says so, and undoes it. A stop undoes all at once. */
export const startInjecting = ({ schedule, kinds, world, startedAt }: InjectorOptions): Injector => {
  const { signal } = world;
  const holding = new Set<Scheduled>();
  const sinceStart = () => Math.round(performance.now() - startedAt);
  const until = (ms: number): Promise<void> =>
    delay(Math.max(0, ms - sinceStart()), undefined, { signal }).catch(() => undefined);

  const one = async (scheduled: Scheduled): Promise<Injected> => {
    const kind = kinds.find(({ family, kind: name }) => family === scheduled.family && name === scheduled.kind);
    const untold = { ...scheduled, beganMs: undefined, healedMs: undefined, hit: {} };
    if (kind === undefined) return { ...untold, failure: 'there is no such fault' };
    await until(scheduled.atMs);
    if (signal.aborted) return { ...untold, failure: 'stopped before it' };
    const beganMs = sinceStart();
    try {
      const begun = await persist(() => kind.begin(world, scheduled), beginWithinMs);
      holding.add(scheduled);
      await until(sinceStart() + scheduled.durationMs);
      try {
        const hit = await begun.heal();
        return { ...scheduled, beganMs, healedMs: sinceStart(), hit, failure: undefined };
      } catch (error) {
        return { ...untold, beganMs, failure: sentence('not undone', error) };
      }
    } catch (error) {
      return { ...untold, failure: sentence('not done', error) };
    } finally {
      holding.delete(scheduled);
    }
  };

  return { now: () => [...holding], finished: Promise.all(schedule.map(one)) };
};
