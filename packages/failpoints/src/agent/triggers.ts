import { subscribe } from 'node:diagnostics_channel';
import { channelOf } from '../failpoint.ts';
import { type FailpointName, failpointNames } from '../names.ts';
import type { Counts } from '../protocol.ts';

export interface Triggers {
  /** Calls `onHit` at the `after`-th time that the point is reached from now on; replaces what was armed there. */
  arm(failpoint: FailpointName, after: number): void;
  /** Without a point: all of them. */
  disarm(failpoint?: FailpointName): void;
  counts(): Counts;
}

/** Counts every failpoint of this process. `onHit` is called in the middle of the code that reached the point. */
export const createTriggers = (onHit: (failpoint: FailpointName) => void): Triggers => {
  const counts = new Map<FailpointName, number>();
  const left = new Map<FailpointName, number>();

  const reached = (name: FailpointName): void => {
    counts.set(name, (counts.get(name) ?? 0) + 1);
    const remaining = left.get(name);
    if (remaining === undefined) return;
    if (remaining > 1) {
      left.set(name, remaining - 1);
      return;
    }
    left.delete(name);
    onHit(name);
  };
  for (const name of failpointNames) subscribe(channelOf(name), () => reached(name));

  return {
    arm: (failpoint, after) => {
      left.set(failpoint, after);
    },
    disarm: (failpoint) => {
      if (failpoint === undefined) left.clear();
      else left.delete(failpoint);
    },
    counts: () => Object.fromEntries(counts),
  };
};
