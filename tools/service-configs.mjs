// What each of our processes reads from its environment, and whether it would start with a given one. Needs
// `node --conditions=@orderflow/source`.
import { setUpConfig } from '../packages/local-stack/src/index.ts';
import { accessRules, loopbackOnly, readConfig } from '../packages/service-kit/src/index.ts';
import { configSchema as inventory } from '../services/inventory/src/config.ts';
import { configSchema as order } from '../services/order/src/config.ts';
import { configSchema as payment } from '../services/payment/src/config.ts';
import { configSchema as psp } from '../services/psp-simulator/src/config.ts';

const configs = {
  order: { schema: order, rules: [accessRules] },
  payment: { schema: payment, rules: [accessRules] },
  inventory: { schema: inventory, rules: [accessRules] },
  'psp-simulator': { schema: psp, rules: [loopbackOnly] },
  setup: { schema: setUpConfig, rules: [] },
};

export const processNames = Object.keys(configs);

/** Read by OpenTelemetry and by Node, not by us. */
const ofOthers = /^(OTEL_[A-Z_]+|NODE_OPTIONS|NODE_ENV)$/;

/** A sentence for each reason why the process would not start, and for each variable that nobody would read. */
export const problemsOfEnvironment = (name, environment) => {
  const { schema, rules } = configs[name];
  const unread = Object.keys(environment)
    .filter((variable) => !(variable in schema) && !ofOthers.test(variable))
    .map((variable) => `${name} reads no ${variable}`);
  try {
    readConfig(schema, environment, ...rules);
    return unread;
  } catch (error) {
    return [...unread, error.message];
  }
};
