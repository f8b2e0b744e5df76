import { describe, expect, it } from 'vitest';
import { byPackage, bySelfTime, type CpuProfile, callTree, type Frame, placeOf } from './cpu-profile.ts';

const at = (functionName: string, url = 'file:///repo/src/a.ts', lineNumber = 0) => ({ functionName, url, lineNumber });

const profile: CpuProfile = {
  nodes: [
    { id: 1, callFrame: at('(root)', ''), children: [2, 3, 6] },
    { id: 2, callFrame: at('(idle)', '') },
    { id: 3, callFrame: at('serve'), children: [4, 5] },
    { id: 4, callFrame: at('encode'), children: [] },
    { id: 5, callFrame: at('encode'), children: [] },
    { id: 6, callFrame: at('encode') },
  ],
  samples: [2, 3, 4, 5, 6, 6],
  timeDeltas: [1_000, 10, 20, 30, 40, -5],
};

describe('a CPU profile', () => {
  it('becomes one tree in which the same call is one frame, without idling', () => {
    const tree = callTree(profile, '/repo');
    expect(tree).toMatchObject({ name: '(all)', total: 100, self: 0 });
    expect(tree.callees.map(({ name, total, self }) => [name, total, self])).toEqual([
      ['serve', 60, 10],
      ['encode', 40, 40],
    ]);
    expect(tree.callees[0]?.callees).toEqual([
      { name: 'encode', place: 'src/a.ts:1', total: 50, self: 50, callees: [] },
    ]);
  });

  it('is summed up by function, wherever it was called from', () => {
    expect(bySelfTime(callTree(profile, '/repo'))).toEqual([
      { name: 'encode', place: 'src/a.ts:1', micros: 90 },
      { name: 'serve', place: 'src/a.ts:1', micros: 10 },
    ]);
  });

  it('names places without the directories of the machine', () => {
    const place = (url: string) => placeOf(at('f', url, 11), '/repo');
    expect(place('file:///repo/packages/x/src/y.ts')).toBe('packages/x/src/y.ts:12');
    expect(place('file:///repo/node_modules/.pnpm/pg@8/node_modules/pg/lib/client.js')).toBe('pg/lib/client.js:12');
    expect(place('node:net')).toBe('node:net:12');
    expect(place('')).toBe('');
  });

  it('is summed up by package, with what Node and V8 did for it', () => {
    const frame = (place: string, self: number, callees: readonly Frame[] = [], name = 'f'): Frame => ({
      name,
      place,
      self,
      total: callees.reduce((sum, { total }) => sum + total, self),
      callees,
    });
    const tree = frame('', 0, [
      frame('', 40, [], '(garbage collector)'),
      frame('node:net:10', 3, [
        frame('packages/eventbus/src/cork.ts:1', 20, [
          frame('node:net:20', 7, [frame('', 2, [], 'writev')]),
          frame('@nats-io/nats-core/lib/parser.js:3', 4),
        ]),
      ]),
      frame('packages/eventbus/src/inbox.ts:1', 30),
      frame('pg/lib/client.js:12', 0),
      frame('', 1, [], 'stringify'),
    ]);
    expect(byPackage(tree).map(({ name, micros }) => [name, micros])).toEqual([
      ['packages/eventbus', 59],
      ['(garbage collector)', 40],
      ['@nats-io/nats-core', 4],
      ['node', 3],
      ['V8', 1],
    ]);
  });
});
