import type { Bug } from './bug.ts';
import { inventoryBugs } from './inventory.ts';
import { orderBugs } from './order.ts';
import { paymentBugs } from './payment.ts';

export type { Bug } from './bug.ts';

/** Every bug that is planted, by service. */
export const bugs: readonly Bug[] = [...orderBugs, ...paymentBugs, ...inventoryBugs];
