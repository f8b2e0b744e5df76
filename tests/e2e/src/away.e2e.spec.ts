import { serviceNames } from '@orderflow/contracts';
import type { Exit } from '@orderflow/local-stack';
import { waitFor } from '@orderflow/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { violations } from './support/look.ts';
import { type Faulty, startFaulty, underLoad } from './support/under-load.ts';

let world: Faulty;
beforeAll(async () => {
  world = await startFaulty();
});
afterAll(async () => {
  await world?.stack.stop();
});

describe('told to stop while it cannot reach what it needs, a service ends by itself and leaves its work to others', () => {
  /** A process is killed 8 s after this. */
  const drainMs = 3_000;

  /** Stops one more replica of each service under load, after `goAway`. Resolves with how each ended, and its log. */
  const stopWithout = async (away: 'nats' | 'postgres', goAway: () => unknown, comeBack: () => unknown) => {
    const env = { DRAIN_DEADLINE_MS: String(drainMs) };
    const others = await Promise.all(serviceNames.map((service) => world.stack.startReplica(service, env)));
    let exits: readonly (Exit | undefined)[] = [];
    await underLoad(world, `stop-without-${away}`, 5, async () => {
      await goAway();
      exits = await Promise.all(others.map(({ name }) => world.stack.halt(name)));
      await comeBack();
    });
    return others.map(({ name }, index) => ({ exit: exits[index], log: world.stack.log(name) }));
  };

  it('when NATS does not answer: at the deadline, with 1, for nobody knows what it has read', async () => {
    const freeze = () => world.stack.kill('nats', 'SIGSTOP');
    const goOn = () => world.stack.kill('nats', 'SIGCONT');
    for (const { exit, log } of await stopWithout('nats', freeze, goOn)) {
      expect(exit).toEqual({ code: 1, signal: null });
      expect(log).toMatch(/stopped without finishing: [^"]*bus/);
    }
  });

  it('when Postgres is down: in order, with 0', async () => {
    const down = () => world.stack.halt('postgres');
    const up = () => world.stack.resume('postgres');
    for (const { exit } of await stopWithout('postgres', down, up)) expect(exit).toEqual({ code: 0, signal: null });
  });
});

/** A message that fails is tried eight times; the longest delays between them, from 0.2 s doubling, add up to this. */
const allAttemptsMs = 25_400;

describe('while Postgres is away for longer than all attempts of a message take', () => {
  it('orders are accepted, none is given up, and all are processed when it is back', async () => {
    await world.stack.halt('postgres');
    const haltedAt = performance.now();
    const locations: string[] = [];
    for (let i = 0; i < 20; i++) {
      const { status, headers } = await world.shop.post({ key: `away-${i}`, customerId: 'away' });
      expect(status).toBe(202);
      locations.push(headers.get('location') ?? '');
    }
    const seen = await world.shop.get(locations[0] ?? '');
    expect([seen.status, seen.body.status]).toEqual([202, 'PENDING']);
    await waitFor(() => performance.now() - haltedAt > allAttemptsMs, {
      timeoutMs: 2 * allAttemptsMs,
      describe: 'the time of all attempts to be over',
    });
    await world.stack.resume('postgres');
    // A dead letter would be one of the violations.
    expect(await violations(world.stack, world.history.requests)).toEqual([]);
  });
});

describe('while NATS is away', () => {
  it('orders are refused with 503 and a time to come back, and accepted again after', async () => {
    await world.stack.halt('nats');
    const refused = await waitFor(
      async () => {
        const answer = await world.shop.post({ key: 'no-log', customerId: 'no-log' });
        return answer.status === 503 ? answer : undefined;
      },
      { timeoutMs: 30_000, describe: '503' },
    );
    expect(refused.headers.get('retry-after')).toMatch(/^\d+$/);
    expect(refused.body).toMatchObject({ status: 503, code: expect.stringMatching(/^(LOG|DEPENDENCY)_UNAVAILABLE$/) });
    await world.stack.resume('nats');
    await world.shop.order({ key: 'no-log', customerId: 'no-log' });
    expect(await violations(world.stack, world.history.requests)).toEqual([]);
  });
});
