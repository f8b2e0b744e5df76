import * as accepting from '../scenarios/accepting.ts';
import * as deciding from '../scenarios/deciding.ts';
import type { Bug } from './bug.ts';

const acceptOrder = 'services/order/src/application/accept-order.ts';

/** Planted in the order service. */
export const orderBugs: readonly Bug[] = [
  {
    name: 'answered before the PubAck',
    mistake: 'an order is answered 202 when its message is sent, not when it is stored',
    service: 'order',
    scenario: accepting.ordersRefused,
    caughtBy: 'accepted',
    edits: [
      {
        file: acceptOrder,
        find: `const { duplicate, sequence } = await publisher.publish(
      orderCreated,
      order,
      signal ? { lane: 'accept', signal } : { lane: 'accept' },
    );`,
        replace: `publisher.publish(orderCreated, order, { lane: 'accept' }).catch(() => undefined);
    const { duplicate, sequence } = { duplicate: false, sequence: 1 };`,
      },
    ],
  },
  {
    name: 'key without its body',
    mistake: 'a key that comes again with another body is taken for a repeat',
    service: 'order',
    scenario: accepting.anotherBody,
    caughtBy: 'answered',
    edits: [{ file: acceptOrder, find: 'if (first.fingerprint !== fingerprint) {', replace: 'if (false) {' }],
  },
  {
    name: 'Msg-Id at random',
    mistake: 'each publish has an identity of its own, so that the log takes repeats for news',
    service: 'order',
    scenario: accepting.anotherBody,
    caughtBy: 'path',
    edits: [
      {
        file: 'packages/eventbus/src/engine/outgoing.ts',
        find: 'event.messageId?.(payload) ??',
        replace: 'globalThis.crypto.randomUUID() ??',
      },
    ],
  },
  {
    name: 'order id at random',
    mistake: 'an order gets a new id whatever its key, so that a repeat after a lost answer is a second order',
    service: 'order',
    scenario: accepting.killedUnanswered,
    caughtBy: 'answered',
    edits: [
      {
        file: acceptOrder,
        find: 'idempotencyKey === undefined ? newOrderId() : orderIdOf(customerId, idempotencyKey)',
        replace: 'newOrderId()',
      },
    ],
  },
  {
    name: '404 until projected',
    mistake: 'an order that has no row yet is not looked for in the log',
    service: 'order',
    scenario: accepting.heldProjection,
    caughtBy: 'observed',
    edits: [
      {
        file: 'services/order/src/application/get-order.ts',
        find: 'position === undefined ? undefined : await log.read(position, signal)',
        replace: 'undefined',
      },
    ],
  },
  {
    name: 'decision not final',
    mistake: 'a fact that comes after the end decides again',
    service: 'order',
    scenario: deciding.lateCancel,
    caughtBy: 'path',
    edits: [
      {
        file: 'services/order/src/domain/decide.ts',
        find: 'if (next === facts || next.decision) return next;',
        replace: 'if (next === facts) return next;',
      },
    ],
  },
  {
    name: 'repeat recorded in silence',
    mistake: 'what the facts imply is published only by the message that brought the fact',
    service: 'order',
    scenario: deciding.killedAfterDecision,
    caughtBy: 'carried',
    edits: [
      {
        file: 'services/order/src/application/record-fact.ts',
        find: 'const follow = implied(facts);',
        replace: 'const follow = changed ? implied(facts) : [];',
      },
    ],
  },
  {
    name: 'batch not folded by key',
    mistake: 'two facts of one order in one batch do not see each other, and the later one is all that is written',
    service: 'order',
    scenario: deciding.twoFactsInOneBatch,
    caughtBy: 'path',
    edits: [
      {
        file: 'packages/postgres/src/fold.ts',
        find: 'const before = folded.get(key);',
        replace: 'const before = loaded.get(key);',
      },
    ],
  },
  {
    name: 'no deadline sweeper',
    mistake: 'nobody looks for orders that are past their deadline',
    service: 'order',
    scenario: deciding.deadlinePassed,
    caughtBy: 'stuck',
    edits: [
      {
        file: 'services/order/src/application/sweep-deadlines.ts',
        find: 'if ((await orders.due(1)).length === 0) return 0;',
        replace: 'return 0;',
      },
    ],
  },
  {
    name: 'term before the dead letter',
    mistake: 'a message is given up before its dead letter is stored',
    service: 'order',
    scenario: deciding.poisoned,
    caughtBy: 'poison',
    edits: [
      {
        file: 'packages/eventbus/src/engine/consumer.ts',
        find: 'const stored = await writeLetter(',
        replace: 'entry.delivery.term();\n        const stored = await writeLetter(',
      },
    ],
  },
  {
    name: 'dead letter with the Msg-Id of its message',
    mistake: 'dead letters keep the identity of what failed, so that the log takes the second of two for a duplicate',
    service: 'order',
    scenario: deciding.poisoned,
    caughtBy: 'poison',
    edits: [
      {
        file: 'packages/eventbus/src/engine/headers.ts',
        find: '[headerNames.messageId, deadLetterId(letter)],',
        replace: '[headerNames.messageId, letter.headers.find(([name]) => name === headerNames.messageId)[1]],',
      },
    ],
  },
];
