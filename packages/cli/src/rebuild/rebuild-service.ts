import { setTimeout as delay } from 'node:timers/promises';
import { connectNats } from '@orderflow/eventbus/jetstream';
import { createInventoryProjection } from '@orderflow/inventory/rebuild';
import { databaseUrl, serviceDatabases } from '@orderflow/local-stack';
import { createOrderProjection } from '@orderflow/order/rebuild';
import { createPaymentProjection } from '@orderflow/payment/rebuild';
import { type Difference, type Projection, type RebuildReport, rebuild } from '@orderflow/rebuild';

export type RebuiltService = (typeof serviceDatabases)[number]['service'];

export const rebuiltServices: readonly RebuiltService[] = serviceDatabases.map(({ service }) => service);

export interface RebuildServiceOptions {
  readonly natsUrl: string;
  readonly natsUser?: string | undefined;
  readonly natsPassword?: string | undefined;
  readonly postgresAdminUrl: string;
  /** Only compare. */
  readonly verifyOnly: boolean;
  /** Of an order that is still open: no message carries its deadline. */
  readonly orderDeadlineMs: number;
  readonly signal?: AbortSignal;
}

/** What is under way in a service that runs looks like a difference, once. */
const looks = 3;
const betweenLooksMs = 500;

const projectionOf = (service: RebuiltService, deadlineMs: number): Projection => {
  switch (service) {
    case 'order':
      return createOrderProjection({ deadlineMs });
    case 'payment':
      return createPaymentProjection();
    case 'inventory':
      return createInventoryProjection();
    default:
      return service satisfies never;
  }
};

const adminUrlOf = (service: RebuiltService, postgresAdminUrl: string): string => {
  const admin = new URL(postgresAdminUrl);
  const database = serviceDatabases.find((one) => one.service === service)?.database ?? '';
  return databaseUrl(postgresAdminUrl, database, admin.username, decodeURIComponent(admin.password));
};

const isSame = (a: Difference, b: Difference): boolean =>
  a.table === b.table && a.key === b.key && a.kind === b.kind && a.columns.join() === b.columns.join();

/** Only what differs at every look. */
const compareUntilSettled = async (look: () => Promise<RebuildReport>): Promise<RebuildReport> => {
  let report = await look();
  for (let again = 1; again < looks && report.differences.length > 0; again += 1) {
    await delay(betweenLooksMs);
    const next = await look();
    const { differences: before } = report;
    report = { ...next, differences: next.differences.filter((one) => before.some((other) => isSame(one, other))) };
  }
  return report;
};

/** The tables of one service, made anew from the log. The service must not run, unless they are only compared. */
export const rebuildService = async (
  service: RebuiltService,
  { natsUrl, natsUser, natsPassword, postgresAdminUrl, verifyOnly, orderDeadlineMs, signal }: RebuildServiceOptions,
): Promise<RebuildReport> => {
  const login = { user: natsUser, pass: natsPassword, ...(signal && { signal }) };
  const connection = await connectNats({ servers: natsUrl, name: 'orderflow rebuild', waitForServer: false, ...login });
  try {
    const projection = projectionOf(service, orderDeadlineMs);
    const url = adminUrlOf(service, postgresAdminUrl);
    const options = { connection, databaseUrl: url, verifyOnly, ...(signal && { signal }) };
    const look = () => rebuild(projection, options);
    return verifyOnly ? await compareUntilSettled(look) : await look();
  } finally {
    await connection.close();
  }
};
