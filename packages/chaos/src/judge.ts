import type { Injected } from './inject.ts';

export interface Judged {
  readonly sent: number;
  readonly accepted: number;
  readonly terminal: number;
  readonly faults: readonly Injected[];
}

/** Below this share of orders that were sent and ended, a run has shown how things fail and not that they last. */
const leastEndedShare = 0.4;

const isKill = ({ hit, failure }: Injected): boolean => failure === undefined && hit.busy !== undefined;

/** Why the run tells nothing, whatever the audit says; empty when it does tell something. */
export const voidReasons = ({ sent, accepted, terminal, faults }: Judged): readonly string[] => {
  const reasons: string[] = [];
  if (terminal < sent * leastEndedShare) {
    reasons.push(`few orders succeeded: of ${sent} sent ${accepted} were accepted and ${terminal} ended`);
  }
  if (sent === 0) reasons.push('no order was sent');
  if (faults.length === 0) reasons.push('there was no fault');
  for (const { family, kind, target, failure } of faults) {
    if (failure !== undefined) reasons.push(`${family}/${kind} on ${target} was ${failure}`);
  }
  const kills = faults.filter(isKill);
  if (kills.length > 0 && kills.every(({ hit }) => hit.busy === false)) {
    reasons.push(`none of ${kills.length} kills hit a process with work in hand`);
  }
  return reasons;
};
