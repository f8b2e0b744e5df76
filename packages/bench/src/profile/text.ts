import pc from 'picocolors';
import type { SelfTime } from './cpu-profile.ts';

const shown = 30;

/** Where the time is spent, for people. */
export const selfTimeText = (times: readonly SelfTime[]): string => {
  const all = times.reduce((sum, { micros }) => sum + micros, 0);
  const lines = times.slice(0, shown).map(({ name, place, micros }) => {
    const share = ((micros * 100) / all).toFixed(1).padStart(5);
    return ` ${share} %  ${name.padEnd(32)} ${pc.dim(place)}`;
  });
  return [
    pc.bold(` Time in the function itself, of ${(all / 1_000_000).toFixed(1)} s in which it was not idle`),
    ...lines,
  ].join('\n');
};
