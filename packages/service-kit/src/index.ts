export { panLike } from '@orderflow/telemetry';
export { type AccessConfig, accessConfig, accessRules, loopbackOnly } from './access/access-config.ts';
export { type ApiKeyRequest, createApiKey } from './access/api-keys.ts';
export { configuredAccess } from './access/configured.ts';
export { demandCustomer, ownerOf, type Principal, type RouteAccess, type Scope, scopes } from './access/principal.ts';
export type { CatalogCopy, CatalogProduct } from './catalog-copy.ts';
export { type CatalogWatch, watchCatalog } from './catalog-watch.ts';
export { commonConfig, databaseConfig, environmentConfig, natsConfig, processConfig } from './common-config.ts';
export {
  type Config,
  type ConfigRow,
  type ConfigSchema,
  describeConfig,
  type Environment,
  type Rule,
  readConfig,
  type Setting,
} from './config.ts';
export { createHttp, type HttpOptions } from './create-http.ts';
export { awaitSchema, awaitTopology, readinessParts, type Surroundings, watchDependencies } from './dependencies.ts';
export type { Http } from './http.ts';
export {
  type ProcessConfig,
  type RunningService,
  runService,
  type ServiceProcess,
  type StartContext,
  unlessStopped,
} from './lifecycle.ts';
export { listen } from './listen.ts';
export { type BreakerState, createBreakerObserver, createBusObserver, createGroupCommitObserver } from './observers.ts';
export { createOpenBus, type OpenBusOptions, type OpenedBus } from './open-bus.ts';
export { problemContentType, problemResponses, problemSchema } from './problem.ts';
export {
  createReadiness,
  type PartReadiness,
  type PartState,
  type Readiness,
  type ReadinessSnapshot,
} from './readiness.ts';
export { idempotencyKeySchema, preferredWaitSeconds } from './request-headers.ts';
export { openRequestSpan } from './request-span.ts';
export { operational } from './route-config.ts';
export { setting } from './settings.ts';
export { type StopOrder, stopInOrder } from './stop-in-order.ts';
