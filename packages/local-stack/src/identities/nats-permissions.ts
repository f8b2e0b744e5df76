import {
  catalogBucket,
  createTopology,
  inboxPrefix,
  lettersIdentity,
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
  deadLetterPermissions,
  type Permissions,
} from '@orderflow/eventbus/jetstream';

/** Who connects to NATS: set-up, which people use too (`dlq`, `audit`, …), each service, and the admin API for dead letters. */
export const natsIdentities = ['setup', ...serviceNames, lettersIdentity] as const;
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

/** Exactly the subjects of an identity; what is not named is refused. */
export const natsPermissions = (identity: ServiceName | typeof lettersIdentity): Permissions => {
  if (identity === lettersIdentity) return deadLetterPermissions(createTopology(), inboxPrefix(identity));
  const { publishes, hears } = services[identity];
  const bus = busPermissions({
    topology: serviceTopology(identity),
    publishes,
    inboxPrefix: inboxPrefix(identity),
  });
  return { publish: [...bus.publish, ...besideTheBus[identity]], subscribe: [...bus.subscribe, ...hears] };
};
