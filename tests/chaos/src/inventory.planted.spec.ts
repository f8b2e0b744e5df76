import { inventoryBugs } from './bugs/inventory.ts';
import { describeLane } from './support/lane-suite.spec.ts';

describeLane('inventory', inventoryBugs);
