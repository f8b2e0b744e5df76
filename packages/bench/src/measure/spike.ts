import { audit, type ClientRequest, collectWitnesses, createMemoryHistory, type Violation } from '@orderflow/audit';
import type { Tracker } from '@orderflow/load';
import type { Notes } from '../figures/notes.ts';
import type { World } from '../world/world.ts';
import { openLoop } from './open-loop.ts';

export interface SpikeOptions {
  readonly world: World;
  readonly repeats: number;
  /** Of each of the three phases. */
  readonly seconds: number;
  /** Orders a second before and after; five times as many between. */
  readonly rate: number;
  readonly notes: Notes;
}

export interface SpikeResult {
  /** Over all repeats. */
  readonly accepted: number;
  readonly shed: number;
  /** Accepted orders that have not reached their end, as the audit finds them. */
  readonly lost: number;
  /** All that the audit finds. */
  readonly violations: readonly Violation[];
}

const surge = 5;
/** More clients than the service has room for: each has a connection of its own, as real ones do. */
const connections = 3_800;
/** The backlog is gone when so little is open as is at the usual rate. */
const usuallyOpenSeconds = 0.25;
const lookEveryMs = 20;
const restWithinSeconds = 30;

const isShed = ({ status }: ClientRequest): boolean => status === 503 || status === 429;
const isAccepted = ({ status }: ClientRequest): boolean => status !== null && status < 300;

const percentile = (values: readonly number[], share: number): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length * share)] ?? 0;

/** Seconds from the end of the surge until the backlog is gone; told once it is. */
const watchDrain = (tracker: Tracker, rate: number, seconds: number) => {
  const startedAt = performance.now();
  const surgeEndsAt = startedAt + 2 * seconds * 1_000;
  let goneAt: number | undefined;
  const timer = setInterval(() => {
    if (performance.now() < surgeEndsAt) return;
    if (tracker.open().size > rate * usuallyOpenSeconds) goneAt = undefined;
    else goneAt ??= performance.now();
  }, lookEveryMs);
  return {
    stop: (): number => {
      clearInterval(timer);
      return ((goneAt ?? performance.now()) - surgeEndsAt) / 1_000;
    },
  };
};

const spike = async ({ world, rate, seconds, notes }: SpikeOptions): Promise<readonly ClientRequest[]> => {
  const history = createMemoryHistory();
  let drain: ReturnType<typeof watchDrain> | undefined;
  try {
    await openLoop({
      world,
      phases: [rate, surge * rate, rate].map((each) => ({ rate: each, seconds })),
      connections,
      history,
      onStart: (tracker) => {
        drain = watchDrain(tracker, rate, seconds);
      },
    });
  } finally {
    notes.note('spike.drain', drain?.stop() ?? 0);
    await history.close();
  }
  const shed = history.requests.filter(isShed);
  notes.note('spike.accepted', history.requests.filter(isAccepted).length);
  notes.note('spike.shed', shed.length);
  notes.note('spike.unanswered', history.requests.filter(({ status }) => status === null).length);
  notes.note(
    'spike.shed_p99',
    percentile(
      shed.map(({ startedAt, endedAt }) => endedAt - startedAt),
      0.99,
    ),
  );
  return history.requests;
};

/** Five times the usual rate for a while, then the audit of all that was asked and answered. */
export const measureSpike = async (options: SpikeOptions): Promise<SpikeResult> => {
  const { stack, signal } = options.world;
  const history: ClientRequest[] = [];
  for (let repeat = 0; repeat < options.repeats; repeat++) history.push(...(await spike(options)));
  const violations = audit(
    await collectWitnesses({
      natsUrl: stack.natsAdminUrl,
      postgresAdminUrl: stack.postgresAdminUrl,
      // Without the provider nobody keeps a ledger.
      pspUrl: undefined,
      history,
      waitSeconds: restWithinSeconds,
      signal,
    }),
  );
  return {
    accepted: history.filter(isAccepted).length,
    shed: history.filter(isShed).length,
    lost: violations.filter(({ check }) => check === 'accepted').length,
    violations,
  };
};
