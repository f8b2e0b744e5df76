import type { LoadReport } from '@orderflow/load';

/** What one stretch of load at one rate came to. */
export interface Step {
  /** Orders a second. */
  readonly offered: number;
  /** Ended by the time the last was sent, a second. */
  readonly completed: number;
  /** Whether the rate was kept up: as many ended as were accepted, and what was open did not pile up. */
  readonly sustained: boolean;
  /** Milliseconds from the moment an order should have been sent. */
  readonly accept: Percentiles;
  readonly end: Percentiles;
}

export interface Percentiles {
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
}

/** By Little's law: as many orders are open as come in the time that one takes, and it may take so long. */
const mostOpenSeconds = 0.25;
/** Open even at the lowest rates. */
const fewOpen = 10;
/** A generator that takes longer has not offered the rate. */
const mostOvertime = 1.03;

const percentiles = ({ p50, p99, p999 }: Percentiles): Percentiles => ({ p50, p99, p999 });

type Facts = Pick<
  LoadReport,
  'sent' | 'accepted' | 'sendingSeconds' | 'atLastSent' | 'accept' | 'endToEnd' | 'refusals'
>;

export const stepOf = (offered: number, seconds: number, report: Facts): Step => {
  const { atLastSent, sendingSeconds } = report;
  const open = atLastSent.accepted - atLastSent.ended + atLastSent.unanswered;
  return {
    offered,
    completed: atLastSent.ended / sendingSeconds,
    sustained:
      report.refusals.size === 0 &&
      report.accepted === report.sent &&
      open <= offered * mostOpenSeconds + fewOpen &&
      sendingSeconds <= seconds * mostOvertime,
    accept: percentiles(report.accept),
    end: percentiles(report.endToEnd),
  };
};
