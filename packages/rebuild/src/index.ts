export type { LoggedMessage } from '@orderflow/eventbus/jetstream';
export { type Builder, on, type Projection, type RebuiltTable, type Route, type Value } from './projection.ts';
export { type RebuildOptions, type RebuildReport, rebuild } from './rebuild.ts';
export type { Difference } from './tables.ts';
