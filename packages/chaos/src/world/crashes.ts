import type { Violation } from '@orderflow/audit';
import type { ProcessState } from '@orderflow/local-stack';

/** Processes that crashed. An exit code says nothing: a service that is told to stop may end with 1. */
export interface Crashes {
  /** To be called whenever a process becomes something else. */
  look(states: readonly ProcessState[]): void;
  readonly violations: readonly Violation[];
}

/** No fault sends these. Without memory left, V8 aborts. */
const byItself = /was ended by SIG(?:ABRT|BUS|FPE|ILL|SEGV|TRAP)\b/;

export const createCrashes = (): Crashes => {
  const found = new Map<string, Violation>();
  return {
    look: (states) => {
      for (const { name, detail, restarts } of states) {
        const end = byItself.exec(detail)?.[0];
        if (end === undefined) continue;
        const evidence = { process: name, restarts };
        found.set(`${name} ${restarts}`, { check: 'crash', message: `${name} ${end}; its log tells why`, evidence });
      }
    },
    get violations() {
      return [...found.values()];
    },
  };
};
