export { type FindNatsOptions, findNatsServer, type NatsProgram } from './nats/find-nats-server.ts';
export { type NatsServer, type NatsServerOptions, startNatsServer } from './nats/start-nats.ts';
export { findPostgres, type PostgresPrograms } from './postgres/find-postgres.ts';
export { type PostgresOptions, type PostgresServer, startPostgres } from './postgres/start-postgres.ts';
export { type UnprivilegedUser, unprivilegedUser } from './postgres/unprivileged.ts';
export { type Child, type Exit, startChild } from './process/child.ts';
export { freePort } from './process/free-port.ts';
export { createGuardian, type Guardian } from './process/guardian.ts';
export { type WaitOptions, waitUntil } from './process/wait-until.ts';
