import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createBooks } from './books/books.ts';
import { openLedger } from './books/ledger.ts';

const main = fileURLToPath(new URL('./main.ts', import.meta.url));
let directory: string;
let child: ChildProcess;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'orderflow-psp-'));
});
afterEach(async () => {
  if (child.exitCode === null && child.signalCode === null) {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  rmSync(directory, { recursive: true, force: true });
});

const start = async (): Promise<string> => {
  const env = { PATH: process.env.PATH, HTTP_PORT: '0', LEDGER_FILE: join(directory, 'ledger.jsonl') };
  const started = spawn(process.execPath, ['--conditions=@orderflow/source', main], { env });
  child = started;
  let said = '';
  for await (const chunk of started.stdout) {
    said += chunk;
    const address = /"address":"([^"]+)"/.exec(said)?.[1];
    if (address !== undefined) {
      started.stdout.resume();
      return address;
    }
  }
  throw new Error(`psp-simulator ended: ${said}`);
};

const pay = async (url: string, order: string): Promise<string | undefined> => {
  const headers = { authorization: 'Bearer sk_test_1', 'content-type': 'application/x-www-form-urlencoded' };
  const body = `amount=1&currency=eur&metadata[orderflow_order_id]=${order}&payment_method_data[card][token]=tok_visa`;
  try {
    const intent = await fetch(`${url}/v1/payment_intents`, { method: 'POST', headers, body });
    const { id } = (await intent.json()) as { id: string };
    const confirmed = await fetch(`${url}/v1/payment_intents/${id}/confirm`, { method: 'POST', headers, body: '' });
    return confirmed.ok ? id : undefined;
  } catch {
    return undefined;
  }
};

describe('the process', () => {
  it('has every capture it answered in its ledger, though it was killed in the middle of others', async () => {
    const url = await start();
    const answered: string[] = [];
    let killed = false;
    const payer = async (name: string): Promise<void> => {
      for (let count = 0; !killed; count += 1) {
        const intent = await pay(url, `${name}-${count}`);
        if (intent !== undefined) answered.push(intent);
        if (answered.length >= 100) {
          killed = true;
          child.kill('SIGKILL');
        }
      }
    };
    await Promise.all(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map(payer));

    const books = createBooks(1000);
    const ledger = await openLedger(join(directory, 'ledger.jsonl'), books.apply);
    await ledger.close();
    expect(answered.length).toBeGreaterThanOrEqual(100);
    expect(answered.filter((intent) => books.intent(intent)?.status !== 'succeeded')).toEqual([]);
  });

  it('ends in order when it is told to, though a call hangs', async () => {
    const url = await start();
    const headers = { 'content-type': 'application/json' };
    await fetch(`${url}/_faults`, { method: 'POST', headers, body: JSON.stringify({ mode: 'hang' }) });
    const hanging = pay(url, 'a');
    child.kill('SIGTERM');
    const [code] = await once(child, 'exit');
    expect(code).toBe(0);
    expect(await hanging).toBeUndefined();
  });
});
