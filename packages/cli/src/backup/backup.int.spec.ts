import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jetstreamManager } from '@nats-io/jetstream';
import { audit, collectWitnesses } from '@orderflow/audit';
import { createTopology } from '@orderflow/contracts';
import { connectNats } from '@orderflow/eventbus/jetstream';
import { serviceNames, soldOutSku } from '@orderflow/local-stack';
import { readConfig } from '@orderflow/service-kit';
import { startTestStack, type TestStack, waitFor } from '@orderflow/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { backupConfig, checkRestorable, restoreBackup, saveBackup } from './backup.ts';

const hasPgDump = spawnSync('pg_dump', ['--version']).status === 0;

let stack: TestStack;
let scratch: string;

beforeAll(async () => {
  stack = await startTestStack();
  scratch = mkdtempSync(join(tmpdir(), 'orderflow-backup-'));
});
afterAll(async () => {
  await stack?.stop();
  rmSync(scratch, { recursive: true, force: true });
});

const place = async (sku: string, paymentToken: string, prefer = 'wait=20'): Promise<string> => {
  const response = await fetch(`${stack.urls.order}/orders`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', prefer },
    body: JSON.stringify({ customerId: 'ada', items: [{ sku, quantity: 1 }], paymentToken }),
  });
  return ((await response.json()) as { orderId: string }).orderId;
};

const orderOf = async (orderId: string): Promise<Record<string, unknown>> => {
  const response = await fetch(`${stack.urls.order}/orders/${orderId}`);
  return { http: response.status, ...((await response.json()) as object) };
};

/** The last message of its stream that each durable has behind it. */
const positions = async (): Promise<readonly number[]> => {
  const connection = await connectNats({ servers: stack.natsAdminUrl, name: 'witness' });
  const manager = await jetstreamManager(connection);
  const { durables } = createTopology();
  const all = await Promise.all(durables.map(({ stream, name }) => manager.consumers.info(stream, name)));
  await connection.close();
  return all.map(({ delivered }) => delivered.stream_seq);
};

const violations = async () => {
  const { natsAdminUrl: natsUrl, postgresAdminUrl, urls } = stack;
  return audit(await collectWitnesses({ natsUrl, postgresAdminUrl, pspUrl: urls.psp, waitSeconds: 30 }));
};

describe.runIf(hasPgDump)('a backup', () => {
  it('that is restored has every order of its time, and completes those that were under way', async () => {
    const ended = [
      await place('TEAPOT', 'tok_visa'),
      await place('KETTLE', 'tok_chargeDeclined'),
      await place(soldOutSku, 'tok_visa'),
    ];
    const before = await Promise.all(ended.map(orderOf));
    expect(before.map(({ status }) => status)).toEqual(['CONFIRMED', 'CANCELLED', 'REJECTED']);
    await stack.halt('payment');
    const underWay = await Promise.all(Array.from({ length: 5 }, () => place('TEAPOT', 'tok_visa', '')));

    const directory = join(scratch, 'monday');
    const options = {
      config: readConfig(backupConfig, {
        NATS_URL: stack.natsAdminUrl,
        POSTGRES_ADMIN_URL: stack.postgresAdminUrl,
        ORDERS_MAX_BYTES: String(64 * 1024 ** 2),
        STREAM_MAX_BYTES: String(64 * 1024 ** 2),
      }),
      directory,
      say: () => undefined,
    };
    await saveBackup(options);
    await expect(saveBackup(options)).rejects.toThrow(/holds a backup already: name a new folder/);
    await checkRestorable(options);
    const elsewhere = new URL(stack.postgresAdminUrl);
    elsewhere.port = '1';
    const away = { ...options, config: { ...options.config, POSTGRES_ADMIN_URL: elsewhere.href } };
    await expect(checkRestorable(away)).rejects.toThrow(
      /database orderflow_order at 127.0.0.1:1 cannot be reached \(connect ECONNREFUSED/,
    );
    const damaged = join(scratch, 'damaged');
    cpSync(directory, damaged, { recursive: true });
    truncateSync(join(damaged, 'ORDERS.tar.s2'), 100);
    rmSync(join(damaged, 'orderflow_payment.dump'));
    await expect(checkRestorable({ ...options, directory: damaged })).rejects.toThrow(
      /is not complete: orderflow_payment.dump is missing, ORDERS.tar.s2 has 100 bytes instead of \d+/,
    );
    const late = await place('TEAPOT', 'tok_visa', '');
    await waitFor(async () => (await orderOf(late)).http === 200, { describe: 'the late order to be in the database' });
    for (const service of ['order', 'inventory'] as const) await stack.halt(service);
    const tooMany = { ...options, config: { ...options.config, STREAM_REPLICAS: 3 } };
    await expect(restoreBackup(tooMany, AbortSignal.timeout(60_000))).rejects.toThrow(
      /stopped half-way\. NATS refused to take .* run `restore .*` again, which is safe/,
    );
    await restoreBackup(options, AbortSignal.timeout(60_000));
    expect(new Set(await positions())).toEqual(new Set([0]));
    for (const service of serviceNames) await stack.resume(service);
    for (const service of serviceNames) await stack.ready(service);

    expect(await Promise.all(ended.map(orderOf))).toEqual(before);
    for (const id of underWay) {
      await waitFor(async () => (await orderOf(id)).status === 'CONFIRMED', {
        timeoutMs: 30_000,
        describe: `order ${id} to be confirmed`,
      });
    }
    expect((await orderOf(late)).http).toBe(404);
    expect(await violations()).toEqual([]);
  });
});
