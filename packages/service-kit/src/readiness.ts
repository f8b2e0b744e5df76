export type PartState = 'ok' | 'degraded' | 'down';

export interface PartReadiness {
  readonly state: PartState;
  /** One sentence; absent when all is well. */
  readonly reason?: string;
}

export interface ReadinessSnapshot {
  /** The worst of the parts; `draining` over all. `ok` and `degraded` take traffic. */
  readonly state: PartState | 'draining';
  readonly parts: Readonly<Record<string, PartReadiness>>;
}

/** What the process needs, part by part, and whether it should get traffic. */
export interface Readiness {
  set(part: string, state: PartState, reason?: string): void;
  snapshot(): ReadinessSnapshot;
  /** Final: the process is stopping. */
  drain(): void;
  readonly draining: boolean;
}

const badness: Readonly<Record<PartState, number>> = { ok: 0, degraded: 1, down: 2 };

/** `expected`: parts that count as down until they are set, so that a process is not ready before it has looked. */
export function createReadiness(...expected: readonly string[]): Readiness {
  const parts = new Map<string, PartReadiness>(expected.map((part) => [part, { state: 'down', reason: 'starting' }]));
  let draining = false;

  const worst = (): PartState => {
    let state: PartState = 'ok';
    for (const part of parts.values()) if (badness[part.state] > badness[state]) state = part.state;
    return state;
  };

  return {
    set: (part, state, reason) => {
      parts.set(part, reason === undefined ? { state } : { state, reason });
    },
    snapshot: () => ({ state: draining ? 'draining' : worst(), parts: Object.fromEntries(parts) }),
    drain: () => {
      draining = true;
    },
    get draining() {
      return draining;
    },
  };
}
