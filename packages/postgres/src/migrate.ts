export { type DatabaseOptions, ensureDatabase, type RoleOptions } from './ensure-database.ts';
export { type MigrateOptions, migrate } from './migrations.ts';
