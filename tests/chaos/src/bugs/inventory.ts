import { streamNames } from '@orderflow/contracts';
import * as stocking from '../scenarios/stocking.ts';
import type { Bug } from './bug.ts';

const reservation = 'services/inventory/src/domain/reservation.ts';
const reserveStock = 'services/inventory/src/application/reserve-stock.ts';
const announcing = 'await announce(publisher, orderId, reservation, signal);';

/** Planted in the inventory service. Those that leave it with work it cannot finish come last. */
export const inventoryBugs: readonly Bug[] = [
  {
    name: 'ack before the commit',
    mistake: 'a message is acknowledged when its handler has been started',
    service: 'inventory',
    scenario: stocking.killedWriting,
    caughtBy: 'carried',
    edits: [
      {
        file: 'packages/eventbus/src/engine/execute.ts',
        find: 'await route.handle(',
        replace: 'void route.handle(',
      },
    ],
  },
  {
    name: 'ack before the publish',
    mistake: 'a message is acknowledged without waiting for what follows from it to be stored',
    service: 'inventory',
    scenario: stocking.answersRefused,
    caughtBy: 'carried',
    edits: [
      {
        file: reserveStock,
        find: announcing,
        replace: 'announce(publisher, orderId, reservation, signal).catch(() => undefined);',
      },
    ],
  },
  {
    name: 'repeat handled in silence',
    mistake: 'an order whose stock was decided before is not answered again',
    service: 'inventory',
    scenario: stocking.killedAfterCommit,
    caughtBy: 'carried',
    edits: [{ file: reserveStock, find: announcing, replace: `if (changed) ${announcing}` }],
  },
  {
    name: 'no tombstone',
    mistake: 'the end of an order that is not known yet leaves nothing behind',
    service: 'inventory',
    scenario: stocking.cancelOvertakes,
    caughtBy: 'held',
    edits: [
      {
        file: reservation,
        find: "if (!standing) return changed({ state: 'tombstone', decidedAt: command.at }, nothing);",
        replace: "if (!standing) return unchanged({ state: 'tombstone', decidedAt: command.at });",
      },
    ],
  },
  {
    name: 'stock not released',
    mistake: 'the goods of a cancelled order are not given back',
    service: 'inventory',
    scenario: stocking.declined,
    caughtBy: 'held',
    edits: [
      {
        file: reservation,
        find: "case 'cancelled':\n    case 'rejected':",
        replace: "case 'cancelled':\n      return unchanged(standing);\n    case 'rejected':",
      },
    ],
  },
  {
    name: 'outage counted as attempts',
    mistake: 'a message whose handler needs what is away uses up its attempts',
    service: 'inventory',
    scenario: stocking.postgresAway,
    caughtBy: 'dead letters',
    edits: [
      {
        file: 'packages/eventbus/src/engine/settlement.ts',
        find: "return draining ? giveBack : { action: 'hold', error };",
        replace: "return attempts < rules.maxAttempts ? later(1, true) : { action: 'dead_letter', error, attempts };",
      },
      {
        file: 'packages/eventbus/src/engine/consume-bounds.ts',
        find: 'retryInitialMs: 200,',
        replace: 'retryInitialMs: 20,',
      },
    ],
  },
  {
    name: 'interest retention',
    mistake: 'ORDERS keeps a message only until the durables that are there have settled it',
    service: 'inventory',
    scenario: stocking.durableLost,
    caughtBy: 'carried',
    edits: [],
    tamper: ({ log }) => log.keepOnInterest(streamNames.orders),
  },
  {
    name: 'check, then act',
    mistake: 'stock is checked against what was read before, and no CHECK of the table stands in the way',
    service: 'inventory',
    scenario: stocking.scarce,
    caughtBy: 'stock',
    edits: [
      {
        file: reservation,
        find: 'stockOf(sku).available < quantity',
        replace:
          '(globalThis.read ??= new Map()).set(sku, read.get(sku) ?? stockOf(sku).available).get(sku) < quantity',
      },
    ],
    tamper: async ({ databases }) => {
      await databases.query('inventory', 'alter table stock drop constraint stock_available_not_negative');
      // Nothing to undo: with this bug there are rows by now that the CHECK would refuse.
      return async () => {};
    },
  },
  {
    name: 'batch not folded by sku',
    mistake:
      'two orders for the same goods in one batch do not see each other, and one of them takes nothing off the stock',
    service: 'inventory',
    scenario: stocking.oneSkuInOneBatch,
    caughtBy: 'stock',
    edits: [
      {
        file: 'services/inventory/src/domain/fold.ts',
        find: 'stock.get(sku) ?? ledger.stock.get(sku) ?? noStock',
        replace: 'ledger.stock.get(sku) ?? noStock',
      },
    ],
  },
  {
    name: 'released twice',
    mistake: 'goods that have gone back go back again when the cancellation comes again',
    service: 'inventory',
    scenario: stocking.killedReleasing,
    caughtBy: 'stock',
    edits: [
      {
        file: reservation,
        find: "if (standing.state !== 'reserved') return unchanged(standing);",
        replace: "if (standing.state === 'sold' || standing.state === 'rejected') return unchanged(standing);",
      },
    ],
  },
];
