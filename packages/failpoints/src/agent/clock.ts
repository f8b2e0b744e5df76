/** What `Date` says, relative to the machine's clock. */
export interface ShiftedClock {
  /** Replaces the offset: 0 brings the machine's own time back. */
  shift(offsetMs: number): void;
  /** The machine's time, in milliseconds since 1970. */
  trueNow(): number;
}

/**
 * Puts another `Date` in place with the first shift; until then the process has its own. Whoever kept a reference to the
 * old one before goes on by the machine's time.
 */
export const createShiftedClock = (): ShiftedClock => {
  const TrueDate = Date;
  let offsetMs = 0;
  let installed = false;
  const now = (): number => TrueDate.now() + offsetMs;

  const install = (): void => {
    installed = true;
    globalThis.Date = new Proxy(TrueDate, {
      construct: (target, args, newTarget) => Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
      apply: () => new TrueDate(now()).toString(),
      get: (target, property, receiver) => (property === 'now' ? now : Reflect.get(target, property, receiver)),
    });
  };

  return {
    shift: (toMs) => {
      offsetMs = toMs;
      if (!installed) install();
    },
    trueNow: () => TrueDate.now(),
  };
};
