import {
  catalogBucket,
  inboxPrefix,
  type ServiceName,
  serviceNames,
  services,
  serviceTopology,
  streamNames,
} from '@orderflow/contracts';
import {
  bucketReads,
  bucketWatch,
  bucketWrites,
  busPermissions,
  type Permissions,
} from '@orderflow/eventbus/jetstream';

/** Who connects to NATS: set-up, which people use too (`dlq`, `audit`, …), and each service. */
export const natsIdentities = ['setup', ...serviceNames] as const;
export type NatsIdentity = (typeof natsIdentities)[number];

const readsMessagesOf = (stream: string): string => `$JS.API.STREAM.MSG.GET.${stream}`;

/** Reads the catalogue and follows it. */
const catalogue = [...bucketReads(catalogBucket), ...bucketWatch(catalogBucket)];

/** What a service asks the log for itself, beside its bus. */
const besideTheBus: Readonly<Record<ServiceName, readonly string[]>> = {
  // The message that an idempotency key led to, and the one that `at` names.
  order: [readsMessagesOf(streamNames.orders), ...catalogue],
  payment: [],
  inventory: [readsMessagesOf(streamNames.inventory), ...catalogue, ...bucketWrites(catalogBucket)],
};

/** Exactly the subjects of a service; what is not named is refused. */
export const natsPermissions = (service: ServiceName): Permissions => {
  const { publishes, hears } = services[service];
  const bus = busPermissions({
    topology: serviceTopology(service),
    publishes,
    inboxPrefix: inboxPrefix(service),
  });
  return { publish: [...bus.publish, ...besideTheBus[service]], subscribe: [...bus.subscribe, ...hears] };
};
