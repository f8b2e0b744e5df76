import { join } from 'node:path';
import { lettersIdentity, type ServiceName } from '@orderflow/contracts';
import type { NatsPasswords } from '../identities/nats-users.ts';
import { databaseUrl, serviceDatabases } from '../setup/databases.ts';
import { clientPorts, type StackPorts } from './ports.ts';
import { replicaName } from './replicas.ts';
import { adminUrl, localPassword } from './servers.ts';
import type { ServicePlan } from './service-process.ts';

export interface StackUrls {
  readonly order: string;
  readonly payment: string;
  readonly inventory: string;
  readonly psp: string;
  /** Of all servers, separated by commas. */
  readonly nats: string;
}

export const stackUrls = (ports: StackPorts): StackUrls => ({
  order: `http://127.0.0.1:${ports.order}`,
  payment: `http://127.0.0.1:${ports.payment}`,
  inventory: `http://127.0.0.1:${ports.inventory}`,
  psp: `http://127.0.0.1:${ports.psp}`,
  nats: clientPorts(ports)
    .map((port) => `nats://127.0.0.1:${port}`)
    .join(','),
});

// A stop of the whole stack has 20 s: up to 11.5 for the services, 3 for psp-simulator, 4 for the servers.
const serviceDrainMs = 10_000;
const pspDrainMs = 1_500;
/** What a process may take beyond its own deadline before it is killed. */
const beyondDeadlineMs = 1_500;

const common = (port: number, drainMs: number): Readonly<Record<string, string>> => ({
  HTTP_HOST: '127.0.0.1',
  HTTP_PORT: String(port),
  // Whole lines for `orderflow logs`, which makes them pretty.
  LOG_PRETTY: 'false',
  DRAIN_DEADLINE_MS: String(drainMs),
  // Connections that are kept alive get an answer that ends them, instead of a reset.
  SHUTDOWN_GRACE_MS: '250',
});

/** Databases of the three services, as their runtime roles. */
export const runtimeUrl = (ports: StackPorts, service: ServiceName): string => {
  const found = serviceDatabases.find((one) => one.service === service);
  if (found === undefined) throw new Error(`no database belongs to ${service}`);
  return databaseUrl(adminUrl(ports), found.database, found.runtimeRole, localPassword);
};

/** How a service of the local stack is started, with its own logins and nobody else's. */
export const servicePlan = (
  name: ServiceName,
  ports: StackPorts,
  passwords: NatsPasswords,
  env: NodeJS.ProcessEnv,
): ServicePlan => {
  const urls = stackUrls(ports);
  const shared = {
    ...common(ports[name], serviceDrainMs),
    NATS_URL: urls.nats,
    NATS_USER: name,
    NATS_PASSWORD: passwords[name],
    DATABASE_URL: runtimeUrl(ports, name),
  };
  const own = {
    order: {
      PAYMENT_URL: urls.payment,
      ADMIN_NATS_USER: lettersIdentity,
      ADMIN_NATS_PASSWORD: passwords[lettersIdentity],
    },
    payment: {
      PAYMENT_GATEWAY: env.PAYMENT_GATEWAY || 'stripe',
      STRIPE_BASE_URL: env.STRIPE_BASE_URL || urls.psp,
      STRIPE_API_KEY: env.STRIPE_API_KEY || 'sk_test_local',
    },
    inventory: {},
  } satisfies Record<ServiceName, Readonly<Record<string, string>>>;
  return {
    name,
    url: urls[name],
    env: { ...shared, ...own[name] },
    stopGraceMs: serviceDrainMs + beyondDeadlineMs,
  };
};

/** Another process of the same service, as `<service>-2`, …: it shares its streams and its database. */
export const replicaPlan = (plan: ServicePlan, number: number, port: number): ServicePlan => ({
  ...plan,
  name: replicaName(plan.name, number),
  service: plan.name,
  url: `http://127.0.0.1:${port}`,
  env: { ...plan.env, HTTP_PORT: String(port) },
});

export const pspName = 'psp-simulator';

/** It holds the books of all payments in memory, unlike a service: the bounds of those are not for it. */
export const pspHeap = (mebibytes: number): Readonly<Record<string, string>> => ({
  NODE_OPTIONS: `--max-old-space-size=${mebibytes} --max-semi-space-size=16`,
});
const pspHeapMebibytes = 512;

export const pspPlan = (ports: StackPorts, dataDir: string): ServicePlan => ({
  name: pspName,
  url: stackUrls(ports).psp,
  env: {
    ...common(ports.psp, pspDrainMs),
    ...pspHeap(pspHeapMebibytes),
    LEDGER_FILE: join(dataDir, 'psp', 'ledger.jsonl'),
  },
  stopGraceMs: pspDrainMs + beyondDeadlineMs,
});
