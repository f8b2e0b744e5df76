import type { AppError } from '@orderflow/errors';
import { runsAlone } from './attempts.ts';
import type { Clock } from './clock.ts';
import type { Delivery } from './delivery.ts';
import { createOutage } from './outage.ts';

/** One unsettled message. When it is delivered a second time meanwhile, the newer delivery is the one to settle. */
export interface Entry {
  delivery: Delivery;
  /** Its stream was made again, and another message has its place: nothing may be said of it any more. */
  obsolete: boolean;
  /** Outages that were over when it was started last. */
  era: number;
}

export interface ScheduleOptions {
  readonly clock: Clock;
  readonly random: () => number;
  /** Handles a message up to its verdict. Never rejects. `alone`: nothing else is started meanwhile. */
  readonly run: (entry: Entry, alone: boolean) => Promise<void>;
  /** With what a message failed of: something it needs is away. Without: it is back. */
  readonly onHolding: (reason?: AppError) => void;
  /** A run has ended, and what could be started has been. */
  readonly onFinished: () => void;
}

/**
 * Which message of a durable is started when: as they come, all at the same time; from its third delivery on a message
 * alone; and while something they need is away none but the oldest held one, now and then, as a probe. What is back may
 * be weak still: after a probe few are started at a time, and with each that passes one more.
 */
export interface Schedule {
  readonly running: number;
  readonly holding: boolean;
  add(entry: Entry): void;
  /** The run of the message ended because something it needs is away. */
  hold(entry: Entry, reason: AppError): void;
  /** The run of the message found all that it needed: were it the probe, what is held goes on. */
  passed(entry: Entry): void;
  /** A message that does not run any more, or has not yet, is not to be started. */
  discard(entry: Entry): void;
  /** From now on nothing is started. Returns what was not. */
  close(): readonly Entry[];
}

/** Started together when an outage is over. */
const firstRoom = 2;

export const createSchedule = (options: ScheduleOptions): Schedule => {
  const { clock, random, run, onHolding, onFinished } = options;
  const waiting = new Set<Entry>();
  /** What they need was away when they ran. */
  const held = new Set<Entry>();
  const outage = createOutage({ clock, random, onProbe: () => advance() });
  let running = 0;
  /** Outages that are over. */
  let era = 0;
  /** Of those that run, how many were started since the last outage, and how many may be. */
  let recent = 0;
  let room = Number.POSITIVE_INFINITY;
  let alone: Entry | undefined;
  let probed: Entry | undefined;
  let closed = false;

  /** A message that runs alone waits for the others, and nothing new is started before it. */
  const mayStart = (entry: Entry): boolean => !alone && (running === 0 || !runsAlone(entry.delivery));

  const start = (entry: Entry): void => {
    running += 1;
    recent += 1;
    entry.era = era;
    if (runsAlone(entry.delivery)) alone = entry;
    void run(entry, alone === entry).then(() => {
      running -= 1;
      if (entry.era === era) recent -= 1;
      if (alone === entry) alone = undefined;
      if (probed === entry) {
        // It told nothing, or was not told of: another one is tried.
        probed = undefined;
        outage.probeFailed();
      }
      advance();
      onFinished();
    });
  };

  const advance = (): void => {
    if (closed) return;
    if (outage.holding) probe();
    else startWaiting();
  };

  const startWaiting = (): void => {
    for (const entry of waiting) {
      if (recent >= room || !mayStart(entry)) return;
      waiting.delete(entry);
      start(entry);
    }
  };

  const probe = (): void => {
    if (!outage.probeIsDue) return;
    let oldest: Entry | undefined;
    for (const entry of held) if (!oldest || entry.delivery.sequence < oldest.delivery.sequence) oldest = entry;
    if (!oldest) {
      // What was held has left with its stream.
      resume();
      startWaiting();
    } else if (mayStart(oldest)) {
      outage.probing();
      probed = oldest;
      held.delete(oldest);
      start(oldest);
    }
  };

  const resume = (): void => {
    if (!outage.end()) return;
    era += 1;
    recent = 0;
    room = firstRoom;
    probed = undefined;
    const later = [...waiting];
    waiting.clear();
    for (const entry of [...held, ...later]) waiting.add(entry);
    held.clear();
    onHolding();
  };

  return {
    get running() {
      return running;
    },
    get holding() {
      return outage.holding;
    },
    add: (entry) => {
      waiting.add(entry);
      advance();
    },
    hold: (entry, reason) => {
      if (entry.era < era && !outage.holding) {
        // It was under way before the last outage ended, and tells of no other.
        waiting.add(entry);
        return;
      }
      held.add(entry);
      if (outage.begin()) onHolding(reason);
    },
    passed: (entry) => {
      if (entry === probed) resume();
      else if (entry.era === era) room += 1;
    },
    discard: (entry) => {
      waiting.delete(entry);
      held.delete(entry);
    },
    close: () => {
      closed = true;
      resume();
      const unstarted = [...waiting];
      waiting.clear();
      return unstarted;
    },
  };
};
