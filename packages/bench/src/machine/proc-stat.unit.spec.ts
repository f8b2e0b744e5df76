import { describe, expect, it } from 'vitest';
import { parseProcStat } from './proc-stat.ts';

describe('/proc/<pid>/stat', () => {
  it('gives the parent, the time of the process and that of its ended children', () => {
    const text =
      '4711 (postgres) S 4242 4711 4711 0 -1 4194560 900 80 0 0 120 30 7 3 20 0 1 0 99 1000 200 18446744073709551615\n';
    expect(parseProcStat(text)).toEqual({ parentPid: 4242, ownMicros: 1_500_000, endedChildrenMicros: 100_000 });
  });

  it('is not misled by the name of the program', () => {
    const text = '1 (a) S 9 (b) R 7 1 1 0 -1 0 0 0 0 0 5 6 0 0 20 0 1 0 99';
    expect(parseProcStat(text)).toEqual({ parentPid: 7, ownMicros: 110_000, endedChildrenMicros: 0 });
  });
});
