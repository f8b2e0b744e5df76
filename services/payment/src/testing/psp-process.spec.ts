import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort, waitFor } from '@orderflow/testkit';

export interface LedgerEntry {
  readonly kind: string;
  readonly intent: string;
  readonly order?: string;
  readonly key?: { readonly value: string; readonly status: number };
}

export interface Fault {
  readonly mode: 'fail' | 'hang' | 'slow' | 'succeed_without_answering';
  readonly match?: { readonly operation?: string; readonly order?: string };
  readonly count?: number;
  readonly delayMs?: number;
}

/** A real psp-simulator, with a ledger of its own. */
export interface PspProcess {
  readonly url: string;
  fault(fault: Fault): Promise<void>;
  clearFaults(): Promise<void>;
  /** How many are left. */
  faults(): Promise<number>;
  /** What it wrote about an order, oldest first. */
  ledger(orderId: string): Promise<readonly LedgerEntry[]>;
  /** Captures and refunds of an order. */
  moves(orderId: string): Promise<{ readonly captures: number; readonly refunds: number }>;
  /** As after 24 hours. */
  forgetKeys(): Promise<void>;
  kill(): Promise<void>;
  /** Back on the same port with the same ledger; nothing when it runs. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

const main = fileURLToPath(new URL('../../../psp-simulator/src/main.ts', import.meta.url));

export const startPsp = async (): Promise<PspProcess> => {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const directory = mkdtempSync(join(tmpdir(), 'orderflow-psp-'));
  let child: ChildProcess | undefined;
  let said = '';

  const running = (): boolean => child !== undefined && child.exitCode === null && child.signalCode === null;

  const start = async (): Promise<void> => {
    if (running()) return;
    const env = {
      PATH: process.env.PATH,
      HTTP_PORT: String(port),
      LEDGER_FILE: join(directory, 'ledger.jsonl'),
      SLOW_MS: '150',
      LOG_PRETTY: 'false',
    };
    const started = spawn(process.execPath, ['--conditions=@orderflow/source', main], { env });
    started.stdout.on('data', (chunk) => {
      said += chunk;
    });
    started.stderr.on('data', (chunk) => {
      said += chunk;
    });
    child = started;
    await waitFor(
      async () => {
        if (started.exitCode !== null) throw new Error(`psp-simulator ended: ${said}`);
        return (await fetch(`${url}/healthz`)).ok;
      },
      { describe: 'psp-simulator to answer', timeoutMs: 30_000 },
    );
  };

  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (child === undefined || !running()) return;
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
  };

  const admin = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const json = body === undefined ? {} : { headers: { 'content-type': 'application/json' } };
    const response = await fetch(`${url}${path}`, { method, ...json, body: JSON.stringify(body) ?? null });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response.status === 204 ? undefined : await response.json();
  };

  const ledger = async (orderId: string): Promise<readonly LedgerEntry[]> => {
    const { entries } = (await admin('GET', `/_ledger?order=${orderId}`)) as { entries: LedgerEntry[] };
    return entries;
  };

  await start();
  return {
    url,
    fault: async (fault) => void (await admin('POST', '/_faults', fault)),
    clearFaults: async () => void (await admin('DELETE', '/_faults')),
    faults: async () => ((await admin('GET', '/_faults')) as { faults: unknown[] }).faults.length,
    forgetKeys: async () => void (await admin('DELETE', '/_keys')),
    ledger,
    moves: async (orderId) => {
      const entries = await ledger(orderId);
      const count = (kind: string) => entries.filter((entry) => entry.kind === kind).length;
      return { captures: count('capture'), refunds: count('refund') };
    },
    kill: () => end('SIGKILL'),
    start,
    stop: async () => {
      await end('SIGTERM');
      rmSync(directory, { recursive: true, force: true });
    },
  };
};
