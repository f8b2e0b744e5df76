/** How late the event loop of this process was at most: what it saw too late it cannot judge. */
export interface LagMeter {
  /** The worst since it was asked last, in milliseconds. */
  worst(): number;
  stop(): void;
}

const everyMs = 20;

export const startLagMeter = (): LagMeter => {
  let worst = 0;
  let lastMs = performance.now();
  const timer = setInterval(() => {
    const nowMs = performance.now();
    worst = Math.max(worst, nowMs - lastMs - everyMs);
    lastMs = nowMs;
  }, everyMs);
  return {
    worst: () => {
      const answer = worst;
      worst = 0;
      return answer;
    },
    stop: () => clearInterval(timer),
  };
};
