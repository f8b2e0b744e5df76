import pc from 'picocolors';
import { plainTable, whole } from '../report/plain-table.ts';
import { byPackage, bySelfTime, type Frame, type SelfTime } from './cpu-profile.ts';
import type { ProfileResult } from './run-profile.ts';

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
export const profileText = (tree: Frame): string =>
  [
    pc.bold(
      ` By package, with what Node and V8 do for it, of ${(tree.total / 1_000_000).toFixed(1)} s in which it was not idle`,
    ),
    ...shares(byPackage(tree), shownPackages),
    '',
    pc.bold(' By function, without what it calls'),
    ...shares(bySelfTime(tree), shown),
  ].join('\n');

/** A process that was profiled, as a column: what each package costs one request. */
export interface Column extends Pick<ProfileResult, 'cpuMicros'> {
  readonly title: string;
  readonly tree: Frame;
}

/** Several processes that do the same, side by side, by package. CPU in microseconds for one request. */
export const besideText = (columns: readonly Column[]): string => {
  const costs = columns.map(
    ({ tree, cpuMicros }) =>
      new Map(byPackage(tree).map(({ name, micros }) => [name, (micros / tree.total) * cpuMicros])),
  );
  const table = plainTable(['', ...columns.map(({ title }) => title), '']);
  const unit = 'CPU µs/request';
  table.push(['all', ...columns.map(({ cpuMicros }) => whole(cpuMicros)), unit]);
  const most = (name: string): number => Math.max(...costs.map((each) => each.get(name) ?? 0));
  const names = [...new Set(costs.flatMap((each) => [...each.keys()]))].sort((a, b) => most(b) - most(a));
  for (const name of names.slice(0, shownPackages)) {
    table.push([name, ...costs.map((each) => (each.get(name) ?? 0).toFixed(1)), unit]);
  }
  return table.toString();
};
