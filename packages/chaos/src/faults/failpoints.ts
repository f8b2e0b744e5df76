import { setTimeout as delay } from 'node:timers/promises';
import { type FailpointName, failpointNames } from '@orderflow/failpoints';
import type { ServiceName } from '@orderflow/local-stack';
import { healWithinMs, persist } from '../persist.ts';
import { agentOf } from '../world/agents.ts';
import { comesUp, untilRunning } from '../world/processes.ts';
import { redriveOneOf } from '../world/redrive.ts';
import type { World } from '../world/world.ts';
import type { FaultKind, Occasion, Plan } from './kind.ts';
import { poisonDurableOf } from './poison.ts';

const areaIs =
  (...areas: readonly string[]) =>
  (name: FailpointName): boolean =>
    areas.some((area) => name.startsWith(`${area}.`));

const accepting = failpointNames.filter(areaIs('accept'));
const deadlines = failpointNames.filter(areaIs('deadline'));
const handling = failpointNames.filter(areaIs('handler', 'letter'));
const redriving = failpointNames.filter(areaIs('redrive'));
const paying = failpointNames.filter(areaIs('payment', 'parked'));
const callingOff = failpointNames.filter((name) => /^payment\..*_(withdraw|refund)$/.test(name));
const settling = failpointNames.filter(areaIs('settle'));

/** There are few seeds in which a deadline acts: then it gets so many turns. */
const turnsOfDeadlines = 40;
/** They have so many points of their own that those which all services share come in every so-manieth seed only. */
const paymentHandlesEvery = 6;
const orderHandlesEvery = 2;

/** The points of a service, each as often as it should have a turn. */
const pointsOf = (service: ServiceName, { seed, deadlineActs }: Occasion): readonly FailpointName[] => {
  switch (service) {
    case 'order': {
      const acting = deadlineActs ? Array.from({ length: turnsOfDeadlines }, () => deadlines).flat() : [];
      const shared = seed % orderHandlesEvery === 0 ? handling : [];
      return [...accepting, ...acting, ...redriving, ...shared, ...accepting, ...redriving];
    }
    case 'payment':
      return seed % paymentHandlesEvery === 0 ? handling : paying;
    case 'inventory':
      return [...settling, ...handling, ...settling];
    default:
      return service satisfies never;
  }
};

/** Seeds that follow each other begin with other points: no number of points has a divisor in common with it. */
const stride = 7;

/** One service after the other, so that each has time to come up; payment has more points, and more turns. */
const turns: readonly ServiceName[] = ['order', 'payment', 'inventory', 'payment'];

/** In each service, one point after the other. */
const placeAt = (occasion: Occasion): { readonly service: ServiceName; readonly failpoint: FailpointName } => {
  const { seed, ordinal } = occasion;
  const serviceAt = (turn: number): ServiceName => turns[(seed + turn) % turns.length] ?? 'order';
  const service = serviceAt(ordinal);
  const before = Array.from({ length: ordinal }, (_, turn) => serviceAt(turn)).filter((one) => one === service);
  const points = pointsOf(service, occasion);
  const [failpoint] = points.slice((seed * stride + before.length) % points.length);
  if (failpoint === undefined) throw new RangeError(`${service} has no failpoints`);
  return { service, failpoint };
};

/** How many hits are let pass first, so that the process is not always struck by the first order after its start. */
const mostPassed = 3;
/** How long, in ms, a point waits to be reached: an order has to pass its deadline first. */
const waitOf = (name: FailpointName): readonly [least: number, most: number] =>
  areaIs('deadline')(name) ? [7_000, 8_000] : [3_500, 5_000];
/** Longer than planned, where other faults kept the work from it. */
const reachedWithinMs = 3_000;
const isCallingOff = (name: FailpointName): boolean => callingOff.includes(name);
const usesProvider = (name: FailpointName): boolean => areaIs('deadline')(name) || isCallingOff(name);
const isOften = areaIs('accept', 'handler');
const isFailpoint = (name: unknown): name is FailpointName => failpointNames.some((one) => one === name);

const pointOf = (params: Plan['params']): FailpointName => {
  const name = params?.failpoint;
  if (isFailpoint(name)) return name;
  throw new RangeError(`there is no failpoint ${name}`);
};

/** Of the orders of the last half second: some are not paid yet, some just now. */
const cancelledAtATime = 15;
const cancelEveryMs = 400;
/** In between, so many charges succeed without an answer: too few for the breaker, which would keep the rest from it. */
const unansweredAtATime = 2;

const unansweredCharges = {
  mode: 'succeed_without_answering',
  match: { operation: 'confirm' },
  count: unansweredAtATime,
} as const;

/** What makes the service come by, where the load alone would not; until it has, or `signal` ends it. */
const cause = async (world: World, { target }: Plan, failpoint: FailpointName, signal: AbortSignal): Promise<void> => {
  if (areaIs('letter')(failpoint)) await poisonDurableOf(world, target);
  if (areaIs('redrive')(failpoint)) await redriveOneOf(world, await poisonDurableOf(world, target));
  // Paying takes longer than the deadline allows.
  if (areaIs('deadline')(failpoint)) await world.psp.add({ mode: 'hang' });
  if (!areaIs('payment', 'settle')(failpoint)) return;
  while (!signal.aborted) {
    // Else an order is confirmed before its customer can change his mind.
    if (isCallingOff(failpoint)) await world.psp.add(unansweredCharges);
    await world.load.cancelRecent(cancelledAtATime);
    await delay(cancelEveryMs, undefined, { signal });
  }
};

const killsItself: FaultKind = {
  family: 'failpoint',
  kind: 'self-kill',
  plan: (random, occasion) => {
    const { failpoint, service } = placeAt(occasion);
    const after = isOften(failpoint) ? random.integer(1, mostPassed) : 1;
    return { target: service, durationMs: random.integer(...waitOf(failpoint)), params: { failpoint, after } };
  },
  occupies: ({ target, params }) => (usesProvider(pointOf(params)) ? [target, 'psp-simulator'] : [target]),
  begin: async (world, plan) => {
    const failpoint = pointOf(plan.params);
    const agent = agentOf(world.agents, plan.target);
    // It has been struck by something else; this point is for another run.
    if (!(await comesUp(world, plan.target))) return { heal: async () => ({ failpoint, reached: false, late: true }) };
    const before = world.agents.hits().length;
    const hit = () =>
      world.agents
        .hits()
        .slice(before)
        .find((one) => one.failpoint === failpoint && one.service === plan.target);
    await agent.arm(failpoint, Number(plan.params?.after ?? 1));
    const causing = new AbortController();
    const caused = cause(world, plan, failpoint, causing.signal).catch(() => undefined);
    return {
      heal: async () => {
        const found = await persist(async () => hit() ?? notYet(), reachedWithinMs).catch(() => undefined);
        causing.abort();
        await caused;
        if (usesProvider(failpoint)) await persist(() => world.psp.clear(), healWithinMs);
        await untilRunning(world, plan.target);
        await persist(() => agent.disarm(), healWithinMs);
        const reached = found !== undefined;
        return { failpoint, reached, ...(reached && { busy: true, requests: found.requestsUnderWay }) };
      },
    };
  },
};

const notYet = (): never => {
  throw new RangeError('the failpoint has not been reached');
};

/** Processes that end themselves in the middle of what they do. */
export const failpointFaults: readonly FaultKind[] = [killsItself];
