import { setTimeout as delay } from 'node:timers/promises';
import { defaultStateDirectory, runningStack, stillRuns } from '@orderflow/local-stack';

const pollMs = 100;
const patienceMs = 25_000;

/** Asks the running stack to stop and waits until it has. */
export const stop = async (): Promise<number> => {
  const running = runningStack(defaultStateDirectory);
  if (!running) {
    console.log(' Nothing runs from this checkout.');
    return 0;
  }
  const startedAt = performance.now();
  process.kill(running.supervisor.pid, 'SIGTERM');
  while (stillRuns(running.supervisor)) {
    if (performance.now() - startedAt > patienceMs) {
      console.error(` It still runs after ${patienceMs / 1000} s (process ${running.supervisor.pid}).`);
      return 1;
    }
    await delay(pollMs);
  }
  console.log(` Stopped after ${((performance.now() - startedAt) / 1000).toFixed(1)} s.`);
  return 0;
};
