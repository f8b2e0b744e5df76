import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Fate } from '../testing/model-provider.spec.ts';
import { type MessageName, PaymentWorld } from '../testing/payment-world.spec.ts';
import { isCalledOff } from './facts.ts';
import { implied } from './implied.ts';

const leaseMs = 30_000;
const hourMs = 3_600_000;

const name = fc.oneof(
  { weight: 5, arbitrary: fc.constant<MessageName>('requested') },
  { weight: 1, arbitrary: fc.constantFrom<MessageName>('cancelled', 'refund_requested') },
);
const fate = fc.oneof(
  { weight: 2, arbitrary: fc.constant<Fate>('answered') },
  { weight: 1, arbitrary: fc.constantFrom<Fate>('not_executed', 'executed_unanswered', 'executed_late') },
);
const act = fc.oneof(
  { weight: 3, arbitrary: name.map((message) => ({ kind: 'deliver' as const, message })) },
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('advance' as const), worker: fc.nat(7), fate }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('crash' as const), worker: fc.nat(7) }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'land' as const }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'sweep' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'lose' as const }) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(1000, leaseMs, 24 * hourMs).map((ms) => ({ kind: 'tick' as const, ms })),
  },
);
type Act = typeof act extends fc.Arbitrary<infer A> ? A : never;

const perform = (world: PaymentWorld, step: Act): void => {
  const worker = 'worker' in step ? world.workers[step.worker % Math.max(1, world.workers.length)] : undefined;
  if (step.kind === 'deliver') world.deliver(step.message);
  else if (step.kind === 'land') world.provider.land();
  else if (step.kind === 'sweep') world.sweep();
  else if (step.kind === 'lose') world.lose();
  else if (step.kind === 'tick') world.nowMs += step.ms;
  else if (worker && step.kind === 'crash') world.crash(worker);
  else if (worker && step.kind === 'advance') world.advance(worker, step.fate);
};

const check = (world: PaymentWorld): void => {
  const { payment, provider, published } = world;
  const { outcome } = payment.facts;
  expect(provider.captures).toBeLessThanOrEqual(1);
  expect(provider.captures).toBe(outcome?.status === 'approved' ? 1 : 0);
  expect(provider.net).toBe(isCalledOff(payment.facts) ? 0 : provider.captures);
  const { processed, refunded } = implied(payment.facts);
  expect([...published].sort()).toEqual([...(processed ? ['processed'] : []), ...(refunded ? ['refunded'] : [])]);
};

describe('the payment of an order, in every order of arrival', () => {
  it('captures at most once, nets to nothing when called off, says all it must, and absorbs repeats', () => {
    let captured = 0;
    let refunded = 0;
    fc.assert(
      fc.property(fc.array(act, { minLength: 1, maxLength: 40, size: 'max' }), fc.boolean(), (acts, declines) => {
        const world = new PaymentWorld(declines);
        for (const each of acts) {
          perform(world, each);
          expect(world.provider.captures).toBeLessThanOrEqual(1);
        }
        world.settle();
        check(world);
        while (world.provider.land()) {
          // Calls that were given up land when all is over: they find nothing left to do.
        }
        check(world);
        captured += world.provider.captures;
        refunded += world.provider.captures - world.provider.net;

        const { facts } = world.payment;
        const intents = structuredClone(world.provider.intents);
        for (const message of ['refund_requested', 'requested', 'cancelled'] as const) {
          if (isCalledOff(facts) || message === 'requested') world.unacked.push(message);
        }
        world.settle();
        if (facts.requested) expect(world.provider.intents).toEqual(intents);
        expect(world.payment.facts).toMatchObject(facts);
        check(world);
      }),
      { numRuns: 10_000 },
    );
    // The histories are not all trivial.
    expect(captured).toBeGreaterThan(1000);
    expect(refunded).toBeGreaterThan(100);
  }, 120_000);
});
