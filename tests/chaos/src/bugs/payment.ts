import * as paying from '../scenarios/paying.ts';
import type { Bug } from './bug.ts';

const advance = 'services/payment/src/application/advance.ts';

/** Planted in the payment service. */
export const paymentBugs: readonly Bug[] = [
  {
    name: 'timeout taken as failure',
    mistake: 'a charge without an answer is declined',
    service: 'payment',
    scenario: paying.providerSilent,
    caughtBy: 'money',
    edits: [
      {
        file: advance,
        find: 'return putOff(facts.orderId, reason);',
        replace: "return { orderId: facts.orderId, kind: 'declined', reason };",
      },
    ],
  },
  {
    name: 'fresh key on retry',
    mistake: 'a charge that failed is tried again as a new payment, under a new key',
    service: 'payment',
    scenario: paying.providerSilent,
    caughtBy: 'money',
    edits: [
      {
        file: 'services/payment/src/domain/change.ts',
        find: `return {
    facts,
    work: {`,
        replace: `return {
    facts: { ...facts, intentId: undefined },
    work: {`,
      },
      {
        file: 'services/payment/src/adapters/stripe/stripe-gateway.ts',
        find: ':open` };',
        replace: ':open` + globalThis.crypto.randomUUID() };',
      },
      {
        file: 'services/payment/src/adapters/stripe/stripe-gateway.ts',
        find: ':charge` };',
        replace: ':charge` + globalThis.crypto.randomUUID() };',
      },
    ],
  },
  {
    name: 'late approval not refunded',
    mistake: 'what was captured for an order that is called off is kept',
    service: 'payment',
    scenario: paying.cancelAfterUnknown,
    caughtBy: 'carried',
    edits: [
      {
        file: 'services/payment/src/domain/decide.ts',
        find: "outcome.status === 'approved' && isCalledOff(facts) && refund === undefined",
        replace: 'false',
      },
    ],
  },
  {
    name: 'cancelled means not charged',
    mistake: 'a payment that is called off is taken for one that captured nothing, without asking the provider',
    service: 'payment',
    scenario: paying.cancelAfterUnknown,
    caughtBy: 'money',
    edits: [
      {
        file: advance,
        find: `case 'withdraw':
      return noted(`,
        replace: `case 'withdraw':
      return { orderId, kind: 'declined', reason: 'withdrawn' };
      return noted(`,
      },
    ],
  },
  {
    name: 'row marked before the publish',
    mistake: 'a parked payment is marked as done before what follows from it is published',
    service: 'payment',
    scenario: paying.killedSweeping,
    caughtBy: 'carried',
    edits: [
      {
        file: 'services/payment/src/application/sweep.ts',
        find: `const announced = await announce(facts, cut.signal);
    beforeMark();
    await store.change({ orderId, kind: 'settled', ...announced });`,
        replace: `await store.change({ orderId, kind: 'settled', processed: true, refunded: true });
    beforeMark();
    await announce(facts, cut.signal);`,
      },
    ],
  },
  {
    name: 'drain that does not wait',
    mistake: 'a stop ends the bus while handlers are running',
    service: 'payment',
    scenario: paying.drained,
    caughtBy: 'drain',
    edits: [
      {
        file: 'packages/eventbus/src/engine/consumer.ts',
        find: 'await waitForRunning(Math.max(0, startedMs + deadlineMs - clock.now()));',
        replace: '',
      },
    ],
  },
];
