import { join } from 'node:path';
import { serviceDirectory } from '../repository.ts';

/** The services that have a database. */
const databaseServices = ['order', 'payment', 'inventory'] as const;
type DatabaseService = (typeof databaseServices)[number];

export interface ServiceDatabase {
  readonly service: DatabaseService;
  readonly database: string;
  /** Owns the database and runs migrations. */
  readonly ownerRole: string;
  /** What the service connects as: no DDL. */
  readonly runtimeRole: string;
  readonly migrations: string;
}

export const serviceDatabases: readonly ServiceDatabase[] = databaseServices.map((service) => ({
  service,
  database: `orderflow_${service}`,
  ownerRole: `orderflow_${service}_owner`,
  runtimeRole: `orderflow_${service}_app`,
  migrations: join(serviceDirectory(service), 'migrations'),
}));

/** The same server, seen by a role in a database. */
export const databaseUrl = (adminUrl: string, database: string, role: string, password: string): string => {
  const url = new URL(adminUrl);
  url.username = role;
  url.password = encodeURIComponent(password);
  url.pathname = `/${database}`;
  return url.href;
};
