import { accepted } from './checks/accepted.ts';
import { agreement } from './checks/agreement.ts';
import { answered } from './checks/answered.ts';
import { cancelled } from './checks/cancelled.ts';
import { carried } from './checks/carried.ts';
import { log } from './checks/log.ts';
import { money } from './checks/money.ts';
import { observed } from './checks/observed.ts';
import { path } from './checks/path.ts';
import { explained, rest, stuck } from './checks/rest.ts';
import { held, stock } from './checks/stock.ts';
import { inFlight } from './in-flight.ts';
import type { Check, Violation } from './violation.ts';
import type { Witnesses } from './witnesses.ts';

/** Every check, in the order in which it is told. */
export const checks: readonly Check[] = [
  rest,
  stuck,
  carried,
  log,
  accepted,
  answered,
  observed,
  cancelled,
  path,
  money,
  stock,
  held,
  agreement,
  explained,
];

/**
 * Everything that does not hold, by the witnesses alone: no clock, no network. An order in flight is named by `rest` and
 * not accused of what is still to come.
 */
export const audit = (witnesses: Witnesses): readonly Violation[] => {
  const moving = inFlight(witnesses);
  const violations: Violation[] = [];
  for (const { name, judges = 'settled', find } of checks) {
    for (const one of find(witnesses)) {
      const { orderId } = one.evidence;
      if (judges === 'settled' && typeof orderId === 'string' && moving.has(orderId)) continue;
      violations.push({ check: name, ...one });
    }
  }
  return violations;
};

/** Whether it says only that work is under way: of a live system that is no fault. */
export const isUnderWay = ({ check }: Violation): boolean => check === rest.name;
