/** Lets one of a kind through in each interval, and tells it how many were held back before it. */
export function createLogThrottle(
  intervalMs: number,
  now: () => number = Date.now,
): (kind: string, log: (suppressed: number) => void) => void {
  const kinds = new Map<string, { openAt: number; suppressed: number }>();
  return (kind, log) => {
    const entry = kinds.get(kind) ?? { openAt: 0, suppressed: 0 };
    kinds.set(kind, entry);
    if (now() < entry.openAt) {
      entry.suppressed += 1;
      return;
    }
    log(entry.suppressed);
    entry.openAt = now() + intervalMs;
    entry.suppressed = 0;
  };
}
