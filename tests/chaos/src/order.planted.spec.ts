import { orderBugs } from './bugs/order.ts';
import { describeLane } from './support/lane-suite.spec.ts';

describeLane('order', orderBugs);
