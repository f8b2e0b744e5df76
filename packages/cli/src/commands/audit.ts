import { writeFile } from 'node:fs/promises';
import { audit, auditText, collectWitnesses, isUnderWay, readHistory } from '@orderflow/audit';
import { stackUrls } from '@orderflow/local-stack';
import { requireRunning } from './running.ts';

export interface AuditOptions {
  /** File of a client's requests, as `load --history` writes it. */
  readonly history: string | undefined;
  /** File for the violations. */
  readonly json: string | undefined;
  readonly wait: number;
  /** Dead letters, by their sequence or by the id of the message that was not handled. */
  readonly acknowledged: readonly (number | string)[];
  readonly ledger: boolean;
  /** The system is at work: what is on its way does not count against it. */
  readonly live: boolean;
}

/** Exit code 1 when something does not hold; without `live` also when something is not at rest. */
export const auditCommand = async (options: AuditOptions, signal: AbortSignal): Promise<number> => {
  const { history: path, json, wait: waitSeconds, acknowledged, ledger, live } = options;
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
  const said = audit(witnesses);
  const violations = live ? said.filter((one) => !isUnderWay(one)) : said;
  if (json !== undefined) {
    const counts = {
      orders: witnesses.orders.size,
      underWay: said.filter(isUnderWay).length,
      requests: history?.length ?? null,
    };
    await writeFile(json, `${JSON.stringify({ ...counts, violations }, null, 2)}\n`);
  }
  console.log(auditText(witnesses, said));
  return violations.length === 0 ? 0 : 1;
};
