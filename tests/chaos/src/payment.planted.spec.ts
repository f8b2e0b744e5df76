import { paymentBugs } from './bugs/payment.ts';
import { describeLane } from './support/lane-suite.spec.ts';

describeLane('payment', paymentBugs);
