import { resolve } from 'node:path';
import { AppError } from '@orderflow/errors';
import { configSchema as inventory } from '@orderflow/inventory/config';
import {
  childEnvironment,
  clientConfig,
  natsPasswords,
  natsUsersConfig,
  portsConfig,
  pspPlan,
  type ServicePlan,
  type StackPorts,
  serviceDirectory,
  servicePlan,
  setUpConfig,
} from '@orderflow/local-stack';
import { configSchema as order } from '@orderflow/order/config';
import { configSchema as payment } from '@orderflow/payment/config';
import { configSchema as psp } from '@orderflow/psp-simulator/config';
import { accessRules, type Environment, loopbackOnly, readConfig } from '@orderflow/service-kit';

/** Which they are is chosen at the start: here it counts that there are some. */
const anyPorts: StackPorts = {
  order: 8081,
  payment: 8082,
  inventory: 8083,
  psp: 8084,
  nats: [{ client: 4222, monitor: 8222, route: 6222 }],
  postgres: 5432,
};

const problemsOf = (read: () => unknown): readonly string[] => {
  try {
    read();
    return [];
  } catch (error) {
    const { message, details } = AppError.from(error);
    return Array.isArray(details?.problems) ? details.problems.map(String) : [message.replace(/\.$/, '')];
  }
};

/** A service runs in its own folder, so that is where it looks for a file that is named without its place. */
const filesSeenFrom = (directory: string, env: Environment): Environment =>
  Object.fromEntries(
    Object.entries(env).map(([name, value]) => [
      name,
      value && name.endsWith('_FILE') ? resolve(directory, value) : value,
    ]),
  );

const ofServices = (env: NodeJS.ProcessEnv): readonly string[] => {
  const passwords = natsPasswords({});
  const startedWith = ({ name, env: own }: ServicePlan): Environment =>
    filesSeenFrom(serviceDirectory(name), childEnvironment(env, own));
  const plan = (name: 'order' | 'payment' | 'inventory') => startedWith(servicePlan(name, anyPorts, passwords, env));
  return [
    () => readConfig(order, plan('order'), accessRules),
    () => readConfig(payment, plan('payment'), accessRules),
    () => readConfig(inventory, plan('inventory'), accessRules),
    () => readConfig(psp, startedWith(pspPlan(anyPorts, '')), loopbackOnly),
  ].flatMap(problemsOf);
};

const ofReplicas = ({ STREAM_REPLICAS: replicas = '' }: NodeJS.ProcessEnv): readonly string[] =>
  /^[2-5]$/.test(replicas)
    ? [
        `STREAM_REPLICAS is "${replicas}", but there is one nats-server, which holds one replica of each stream: leave ` +
          `it unset, or start more servers (npm start -- --nats-cluster 3), which sets it`,
      ]
    : [];

/**
 * Reads the configuration of every process as that process will, before any is started. Throws CONFIG_INVALID that names
 * all variables that are wrong, each once. Several servers of the log (`natsServers`) set the replicas of the streams.
 */
export const checkEnvironment = (environment: NodeJS.ProcessEnv, natsServers: number): void => {
  const single = natsServers === 1;
  const env = single ? environment : { ...environment, STREAM_REPLICAS: String(natsServers) };
  const problems = new Set([
    ...[portsConfig, natsUsersConfig, clientConfig, setUpConfig].flatMap((schema) =>
      problemsOf(() => readConfig(schema, env)),
    ),
    ...(single ? ofReplicas(env) : []),
    ...ofServices(env),
  ]);
  if (problems.size === 0) return;
  throw new AppError(
    'CONFIG_INVALID',
    `The configuration is not valid, so nothing was started.${[...problems].map((one) => `\n   ${one}.`).join('')}`,
    { details: { problems: [...problems] } },
  );
};
