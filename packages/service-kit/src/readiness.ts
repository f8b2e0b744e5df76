export type PartState = 'ok' | 'degraded' | 'down';

export interface PartReadiness {
  readonly state: PartState;
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

export function createReadiness(): Readiness {
  throw new Error('not built yet');
}
