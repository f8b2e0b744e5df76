export { type ServiceName, serviceNames } from '@orderflow/contracts';
export { clientConfig, natsUsersConfig, portsConfig, setUpConfig } from './config.ts';
export { cacheDirectory, placeProgram } from './fetch/cache.ts';
export { type DebianProgram, fetchFromDebian } from './fetch/debian-package.ts';
export { withFetchLock } from './fetch/fetch-lock.ts';
export { type NatsIdentity, natsIdentities, natsPermissions } from './identities/nats-permissions.ts';
export {
  type NatsPasswords,
  natsLoginUrl,
  natsPasswords,
  natsUsersFile,
  natsUsersOf,
} from './identities/nats-users.ts';
export { clusterFormed } from './nats/cluster.ts';
export { type FindNatsOptions, findNatsServer, type NatsProgram } from './nats/find-nats-server.ts';
export { type Durability, type NatsServer, type NatsServerOptions, startNatsServer } from './nats/start-nats.ts';
export { findPostgres, type PostgresPrograms } from './postgres/find-postgres.ts';
export { type PostgresPlace, postgresPlace } from './postgres/postgres-place.ts';
export { type PostgresOptions, type PostgresServer, startPostgres } from './postgres/start-postgres.ts';
export { type UnprivilegedUser, unprivilegedUser } from './postgres/unprivileged.ts';
export { type Child, type Exit, startChild } from './process/child.ts';
export { freePort } from './process/free-port.ts';
export { createGuardian, type Guardian } from './process/guardian.ts';
export { stillRuns } from './process/process-identity.ts';
export { type WaitOptions, waitUntil } from './process/wait-until.ts';
export { commitOf, machineOf } from './provenance.ts';
export { defaultStateDirectory, repositoryRoot, serviceDirectory } from './repository.ts';
export { type SeedProduct, seedProducts, soldOutSku } from './seed/products.ts';
export { type SeedReport, seed } from './seed/seed.ts';
export { databaseUrl, type ServiceDatabase, serviceDatabases } from './setup/databases.ts';
export { type SetUpOptions, type SetUpReport, setUp } from './setup/set-up.ts';
export { topologyOptions } from './setup/topology-options.ts';
export { holdSupervised, restartSupervised, supervisedStates } from './stack/control.ts';
export { type LocalStack, type LocalStackOptions, startLocalStack } from './stack/local-stack.ts';
export { type ChosenPorts, choosePorts, clientPorts, freePorts, isFree, type StackPorts } from './stack/ports.ts';
export type { Progress } from './stack/progress.ts';
export { replicasOf } from './stack/replicas.ts';
export { fileStoreBytes } from './stack/servers.ts';
export {
  pspHeap,
  pspName,
  pspPlan,
  runtimeUrl,
  type StackUrls,
  servicePlan,
  stackUrls,
} from './stack/service-plans.ts';
export {
  childEnvironment,
  nodeSettingsFile,
  type Readiness,
  readiness,
  readinessOfAll,
  type ServicePlan,
  serviceArguments,
} from './stack/service-process.ts';
export { readStackFile, runningStack, type StackFile } from './stack/stack-file.ts';
export type { ProcessState, ProcessStatus } from './stack/supervised-process.ts';
export type { Supervisor } from './stack/supervisor.ts';
