import { accepted } from './checks/accepted.ts';
import { agreement } from './checks/agreement.ts';
import { answered } from './checks/answered.ts';
import { money } from './checks/money.ts';
import { path } from './checks/path.ts';
import { explained, rest, stuck } from './checks/rest.ts';
import { held, stock } from './checks/stock.ts';
import type { Check, Violation } from './violation.ts';
import type { Witnesses } from './witnesses.ts';

/** Every check, in the order in which it is told. */
export const checks: readonly Check[] = [
  rest,
  stuck,
  accepted,
  answered,
  path,
  money,
  stock,
  held,
  agreement,
  explained,
];

/** Everything that does not hold, by the witnesses alone: no clock, no network. Meant for a system at rest. */
export const audit = (witnesses: Witnesses): readonly Violation[] =>
  checks.flatMap(({ name, find }) => [...find(witnesses)].map((one) => ({ check: name, ...one })));
