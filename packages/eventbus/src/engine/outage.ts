import { backoffMs } from '@orderflow/resilience';
import type { Clock } from './clock.ts';

export interface OutageOptions {
  readonly clock: Clock;
  readonly random: () => number;
  /** It is time to try one message. */
  readonly onProbe: () => void;
}

/** Whether a consumer waits for something that is away, and when it tries again. */
export interface Outage {
  readonly holding: boolean;
  /** It is time to try one message, and none is being tried. */
  readonly probeIsDue: boolean;
  /** True: it was not holding before. */
  begin(): boolean;
  probing(): void;
  probeFailed(): void;
  /** True: it was holding. */
  end(): boolean;
}

const probeDelay = { initialMs: 200, maxMs: 5_000 };
/** Below this a probe would only load what is just coming back. */
const minProbeDelayMs = 50;

export const createOutage = ({ clock, random, onProbe }: OutageOptions): Outage => {
  let holding = false;
  let due = false;
  let failedProbes = 0;
  let cancel = (): void => {};

  const schedule = (): void => {
    cancel();
    failedProbes += 1;
    cancel = clock.after(Math.max(minProbeDelayMs, backoffMs(failedProbes, probeDelay, random)), () => {
      due = true;
      onProbe();
    });
  };

  return {
    get holding() {
      return holding;
    },
    get probeIsDue() {
      return due;
    },
    begin: () => {
      if (holding) return false;
      holding = true;
      failedProbes = 0;
      schedule();
      return true;
    },
    probing: () => {
      due = false;
    },
    probeFailed: () => {
      if (holding) schedule();
    },
    end: () => {
      const was = holding;
      holding = false;
      due = false;
      cancel();
      return was;
    },
  };
};
