import type { Weather } from '../proxy/weather.ts';
import { type LineName, lineNames } from '../world/lines.ts';
import type { FaultKind, Params, Plan } from './kind.ts';

const lineOf = ({ target }: Plan): LineName => {
  const found = lineNames.find((name) => name === target);
  if (found === undefined) throw new RangeError(`there is no line ${target}`);
  return found;
};

const directions = ['up', 'down', 'both'] as const;
const directionOf = ({ direction }: Params) => directions.find((one) => one === direction) ?? 'both';

const weatherOf = (kind: string, params: Params): Weather => {
  switch (kind) {
    case 'latency':
      return { kind, delayMs: Number(params.delayMs), jitterMs: Number(params.jitterMs) };
    case 'blackhole':
      return { kind, direction: directionOf(params) };
    case 'reset':
    case 'slow-close':
      return { kind };
    default:
      throw new RangeError(`there is no weather ${kind}`);
  }
};

const weather = (kind: string, params: FaultKind['plan']): FaultKind => ({
  family: 'network',
  kind,
  plan: params,
  occupies: ({ target }) => [`line ${target}`],
  begin: async ({ lines }, plan) => {
    const line = lines[lineOf(plan)];
    if (line === undefined) throw new RangeError(`there is no proxy on the line ${plan.target}`);
    const before = line.struck;
    const { params: own = {} } = plan;
    line.become(weatherOf(kind, own));
    return {
      heal: async () => {
        const { connections } = line;
        // A sender that gave up meanwhile finds its connection gone; one that waited finds its bytes delivered.
        if (own.afterwards === 'cut') line.cut();
        line.become({ kind: 'open' });
        return { connections, struck: line.struck - before };
      },
    };
  },
});

/** Between any two processes, and between the client and the order service. */
export const networkFaults: readonly FaultKind[] = [
  weather('latency', (random) => ({
    target: random.pick(lineNames),
    durationMs: random.integer(2_000, 7_000),
    params: { delayMs: random.integer(20, 400), jitterMs: random.integer(0, 300) },
  })),
  weather('reset', (random) => ({ target: random.pick(lineNames), durationMs: random.integer(500, 4_000) })),
  weather('blackhole', (random) => ({
    target: random.pick(lineNames),
    durationMs: random.integer(1_000, 7_000),
    params: { direction: random.pick(directions), afterwards: random.pick(['deliver', 'cut']) },
  })),
  weather('slow-close', (random) => ({ target: random.pick(lineNames), durationMs: random.integer(2_000, 7_000) })),
];
