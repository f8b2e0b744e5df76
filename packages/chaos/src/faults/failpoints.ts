import { type FailpointName, failpointNames } from '@orderflow/failpoints';
import type { ServiceName } from '@orderflow/local-stack';
import { healWithinMs, persist } from '../persist.ts';
import { agentOf } from '../world/agents.ts';
import { untilRunning } from '../world/processes.ts';
import type { World } from '../world/world.ts';
import type { FaultKind, Occasion, Plan } from './kind.ts';
import { poisonDurableOf } from './poison.ts';

/** A point in a service that reaches it. */
interface Place {
  readonly failpoint: FailpointName;
  readonly service: ServiceName;
}

const handling: readonly ServiceName[] = ['order', 'payment', 'inventory'];

const servicesOf = (failpoint: FailpointName): readonly ServiceName[] => {
  const [area] = failpoint.split('.');
  switch (area) {
    case 'accept':
    case 'deadline':
    case 'redrive':
      return ['order'];
    case 'payment':
    case 'parked':
      return ['payment'];
    case 'settle':
      return ['inventory'];
    default:
      return handling;
  }
};

/** Reached only in seeds in which deadlines act. */
const needsDeadline = (failpoint: FailpointName): boolean => failpoint.startsWith('deadline.');

/** Points that need a person's order to be reached. */
const needsRedrive = (failpoint: FailpointName): boolean => failpoint.startsWith('redrive.');

/** Reached less often within the time of a fault, or blocked by others in the same service: they get two turns. */
const seldom: readonly FailpointName[] = [
  'parked.before_work',
  'parked.before_mark',
  'payment.before_open',
  'payment.after_open',
  'payment.before_charge',
];
/** There are few seeds in which a deadline acts. */
const turnsOfDeadlines = 4;

const turnsOf = (name: FailpointName, deadlineActs: boolean): number => {
  if (needsRedrive(name)) return 0;
  if (needsDeadline(name)) return deadlineActs ? turnsOfDeadlines : 0;
  return seldom.includes(name) ? 2 : 1;
};

const pointsOf = (deadlineActs: boolean): readonly FailpointName[] =>
  failpointNames.flatMap((name) => Array.from({ length: turnsOf(name, deadlineActs) }, () => name));

// Points that follow each other in the table are in one service; the next in time should be in another, and the next
// seed should begin with others. Neither number has a divisor in common with how many points there are.
const strideInTime = 11;
const strideOfSeeds = 5;

const placeAt = ({ seed, ordinal, deadlineActs }: Occasion): Place => {
  const points = pointsOf(deadlineActs);
  const [failpoint] = points.slice((seed * strideOfSeeds + ordinal * strideInTime) % points.length);
  if (failpoint === undefined) throw new RangeError('there are no failpoints');
  const services = servicesOf(failpoint);
  const [service] = services.slice((seed + ordinal) % services.length);
  return { failpoint, service: service ?? 'order' };
};

/** How many hits are let pass first, so that the process is not always struck by the first order after its start. */
const mostPassed = 3;
const isFailpoint = (name: unknown): name is FailpointName => failpointNames.some((one) => one === name);

const pointOf = ({ params }: Plan): FailpointName => {
  const name = params?.failpoint;
  if (isFailpoint(name)) return name;
  throw new RangeError(`there is no failpoint ${name}`);
};

/** What makes the service come by, where the load alone would not. */
const cause = async (world: World, { target }: Plan, failpoint: FailpointName): Promise<void> => {
  if (failpoint.startsWith('letter.')) await poisonDurableOf(world, target);
  if (failpoint.startsWith('payment.') || failpoint.startsWith('settle.')) await world.load.cancelRecent(15);
};

const killsItself: FaultKind = {
  family: 'failpoint',
  kind: 'self-kill',
  plan: (random, occasion) => {
    const { failpoint, service } = placeAt(occasion);
    const after = failpoint.startsWith('letter.') || needsDeadline(failpoint) ? 1 : random.integer(1, mostPassed);
    return { target: service, durationMs: random.integer(4_000, 6_000), params: { failpoint, after } };
  },
  occupies: ({ target }) => [target],
  begin: async (world, plan) => {
    const failpoint = pointOf(plan);
    await untilRunning(world, plan.target);
    const agent = agentOf(world.agents, plan.target);
    const before = world.agents.hits().length;
    await agent.arm(failpoint, Number(plan.params?.after ?? 1));
    const caused = cause(world, plan, failpoint).catch(() => undefined);
    return {
      heal: async () => {
        await caused;
        const found = world.agents
          .hits()
          .slice(before)
          .find((hit) => hit.failpoint === failpoint && hit.service === plan.target);
        await untilRunning(world, plan.target);
        await persist(() => agent.disarm(), healWithinMs);
        const reached = found !== undefined;
        return { failpoint, reached, ...(reached && { busy: true, requests: found.requestsUnderWay }) };
      },
    };
  },
};

/** Processes that end themselves in the middle of what they do. */
export const failpointFaults: readonly FaultKind[] = [killsItself];
