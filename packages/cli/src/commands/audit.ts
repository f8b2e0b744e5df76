import { writeFile } from 'node:fs/promises';
import { audit, auditText, collectWitnesses, readHistory } from '@orderflow/audit';
import { stackUrls } from '@orderflow/local-stack';
import { requireRunning } from './running.ts';

export interface AuditOptions {
  /** File of a client's requests, as `load --history` writes it. */
  readonly history: string | undefined;
  /** File for the violations. */
  readonly json: string | undefined;
  readonly wait: number;
  readonly acknowledged: readonly number[];
  readonly ledger: boolean;
}

/** Exit code 1 when something does not hold. */
export const auditCommand = async (options: AuditOptions, signal: AbortSignal): Promise<number> => {
  const { history: path, json, wait: waitSeconds, acknowledged, ledger } = options;
  const history = path === undefined ? undefined : await readHistory(path);
  const { ports, postgresAdminUrl, natsAdminUrl: natsUrl } = requireRunning();
  const { psp } = stackUrls(ports);
  const witnesses = await collectWitnesses({
    natsUrl,
    postgresAdminUrl,
    pspUrl: ledger ? psp : undefined,
    ...(history ? { history } : {}),
    acknowledged: new Set(acknowledged),
    waitSeconds,
    signal,
  });
  const violations = audit(witnesses);
  if (json !== undefined) {
    const counts = { orders: witnesses.orders.size, requests: history?.length ?? null };
    await writeFile(json, `${JSON.stringify({ ...counts, violations }, null, 2)}\n`);
  }
  console.log(auditText(witnesses, violations));
  return violations.length === 0 ? 0 : 1;
};
