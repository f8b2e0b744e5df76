import pc from 'picocolors';
import { byPackage, type SelfTime } from './cpu-profile.ts';

const shown = 30;
const shownPackages = 20;

const sumOf = (times: readonly SelfTime[]): number => times.reduce((sum, { micros }) => sum + micros, 0);

const shares = (times: readonly SelfTime[], most: number): readonly string[] => {
  const all = sumOf(times);
  return times.slice(0, most).map(({ name, place, micros }) => {
    const share = ((micros * 100) / all).toFixed(1).padStart(5);
    return ` ${share} %  ${name.padEnd(32)} ${pc.dim(place)}`.trimEnd();
  });
};

/** Where the time is spent, for people: packages first, then functions. */
export const selfTimeText = (times: readonly SelfTime[]): string =>
  [
    pc.bold(` By package, of ${(sumOf(times) / 1_000_000).toFixed(1)} s in which it was not idle`),
    ...shares(byPackage(times), shownPackages),
    '',
    pc.bold(' By function, without what it calls'),
    ...shares(times, shown),
  ].join('\n');
