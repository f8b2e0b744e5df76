import { chmodSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NatsConnection } from '@nats-io/transport-node';
import { createTopology, durables, type OrderCreated, orderCreated } from '@orderflow/contracts';
import { createLetterDesk, type LetterDesk } from '@orderflow/dead-letters';
import { AppError } from '@orderflow/errors';
import type { Bus } from '@orderflow/eventbus';
import { connectNats, createJetStreamBus, ensureTopology } from '@orderflow/eventbus/jetstream';
import { startTestNats, type TestNats, waitFor } from '@orderflow/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { discardLetters, redriveLetters } from '../commands/dlq.ts';
import { editPayload } from './edit-payload.ts';
import { handledText, letterText, summaryText } from './print-letters.ts';

const mebibytes64 = 64 * 1024 ** 2;
const topology = createTopology({ ordersMaxBytes: mebibytes64, otherMaxBytes: mebibytes64 });

const idOf = (number: number): string => `00000000-0000-8000-8000-${String(number).padStart(12, '0')}`;
const created: OrderCreated = {
  orderId: idOf(1),
  customerId: 'ada',
  items: [{ sku: 'TEAPOT', quantity: 1, unitPrice: { amount: 4900, currency: 'EUR' } }],
  totalAmount: { amount: 4900, currency: 'EUR' },
  paymentToken: 'tok_visa',
  fingerprint: 'ab'.repeat(32),
  createdAt: new Date('2026-01-01T00:00:00.000Z'),
};
const flags = { limit: 10, all: false, dryRun: false, json: false, edit: false, again: false, yes: false };
const editing = { by: 'a test', again: false };
const nobody = async () => false;

let server: TestNats;
let connection: NatsConnection;
let bus: Bus;
let desk: LetterDesk;
let scratch: string;
let sequence: number;
let order = 0;
let printed: string[];

const letters = async () => (await desk.list({ limit: 100 })).letters;
/** An editor that is a script; `$1` is the file. */
const editorOf = (script: string): string => {
  const file = join(scratch, 'editor.sh');
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o700);
  return file;
};

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'dlq-test-'));
  server = await startTestNats();
  connection = await connectNats({ servers: server.url, name: 'dlq test' });
  await ensureTopology(connection, topology);
  desk = createLetterDesk(connection, 'http://traces.example/trace');
  bus = createJetStreamBus({ connection, topology, source: '/test' });
  const refuse = async ({ payload }: { payload: OrderCreated }) => {
    if (payload.customerId === 'ada') throw new AppError('VALIDATION_FAILED', 'none \u001b[2J of ada');
  };
  bus.subscribe(orderCreated, refuse, durables.inventoryReserver);
  await bus.start();
});
afterAll(async () => {
  await bus?.drain();
  await connection?.close();
  await server?.stop();
  await rm(scratch, { recursive: true, force: true });
});
beforeEach(async () => {
  printed = [];
  vi.spyOn(console, 'log').mockImplementation((line: string) => void printed.push(line));
  order += 1;
  await bus.publish(orderCreated, { ...created, orderId: idOf(order) });
  sequence = (await waitFor(async () => (await letters())[0], { describe: 'the dead letter' })).sequence;
});
afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  await desk.discardAll({ limit: 100 }, { dryRun: false, by: 'a test' });
});

describe('an edit before a redrive', () => {
  const edit = (script: string, tryAgain: (refusal: string) => Promise<boolean> = nobody) =>
    editPayload(desk, sequence, editing, { editor: editorOf(script), tryAgain });

  it('is what the editor has saved', async () => {
    expect(await edit(`sed -i s/ada/grace/ "$1"`)).toMatchObject({ customerId: 'grace', orderId: idOf(order) });
  });

  it('takes an editor with arguments', async () => {
    const editor = `${editorOf('sed -i "s/ada/$1/" "$2"')} grace`;
    const edited = await editPayload(desk, sequence, editing, { editor, tryAgain: nobody });
    expect(edited).toMatchObject({ customerId: 'grace' });
  });

  it.each([
    ['that changes nothing', 'true', /not changed: nothing was sent/],
    ['that ends in an error', 'sed -i s/ada/grace/ "$1"; exit 3', /ended with 3: nothing was sent/],
    ['whose editor is killed', 'kill -9 $$', /ended with SIGKILL: nothing was sent|ended with 137: nothing was sent/],
    ['that leaves nothing', ': > "$1"', /Nothing is left of the payload/],
    ['that is not JSON', 'echo "{" > "$1"', /The edited payload is not JSON: /],
    ['that misspells a field', 'sed -i s/customerId/custmerId/ "$1"', /no orders\.created: /],
  ])('%s sends nothing', async (_, script, message) => {
    await expect(edit(script)).rejects.toThrow(message);
    expect((await letters()).map((letter) => letter.sequence)).toEqual([sequence]);
  });

  it('that cannot be sent can be gone on with, from where it was', async () => {
    const refusals: string[] = [];
    const script =
      'if grep -q custmerId "$1"; then sed -i s/custmerId/customerId/ "$1"; else sed -i s/customerId/custmerId/ "$1"; sed -i s/ada/grace/ "$1"; fi';
    const edited = await edit(script, async (refusal) => refusals.push(refusal) > 0);
    expect(edited).toMatchObject({ customerId: 'grace' });
    expect(refusals).toHaveLength(1);
  });

  it('goes out with the command', async () => {
    vi.stubEnv('VISUAL', undefined);
    vi.stubEnv('EDITOR', editorOf('sed -i s/ada/grace/ "$1"'));
    expect(await redriveLetters(desk, sequence, { ...flags, edit: true })).toBe(0);
    expect(printed.join()).toMatch(/was redriven: ORDERS #\d+, \d+:redrive:1/);
    expect(await letters()).toEqual([]);
  });
});

describe('the commands', () => {
  it.each([
    ['neither a number nor a filter', undefined, {}],
    ['both', 1, { durable: durables.inventoryReserver }],
    ['an edit of many', undefined, { all: true, edit: true }],
  ])('want one choice: %s is none', async (_, number, changes) => {
    await expect(redriveLetters(desk, number, { ...flags, ...changes })).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
    });
  });

  it('discard nothing that nobody has agreed to, and nothing in a dry run', async () => {
    expect(await discardLetters(desk, sequence, flags)).toBe(1);
    expect(await discardLetters(desk, undefined, { ...flags, all: true, dryRun: true })).toBe(0);
    expect(printed.join('\n')).toContain('would be discarded');
    expect((await letters()).map((letter) => letter.sequence)).toEqual([sequence]);
    expect(await discardLetters(desk, undefined, { ...flags, code: 'VALIDATION_FAILED', yes: true })).toBe(0);
    expect(await letters()).toEqual([]);
  });

  it('say it in JSON', async () => {
    await redriveLetters(desk, undefined, { ...flags, event: 'orders.created', dryRun: true, json: true });
    expect(JSON.parse(printed.join(''))).toMatchObject({
      letters: [{ sequence, outcome: 'would_be_redriven', durable: durables.inventoryReserver }],
      next: null,
    });
  });

  it('print nothing that a terminal would act on, and no payment token', async () => {
    const [summary] = await letters();
    const texts = [
      summary ? summaryText(summary) : '',
      letterText(await desk.show(sequence)),
      handledText(await desk.redrive(sequence, { dryRun: true, by: 'a test' })),
    ];
    expect(texts.join()).toContain('none \\x1b[2J of ada');
    expect(texts.join()).not.toContain('\u001b[2J');
    expect(texts.join()).not.toContain('tok_visa');
  });
});
