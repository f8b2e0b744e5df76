import { describe, expect, it } from 'vitest';
import type { Frame } from './cpu-profile.ts';
import { flameGraph } from './flame-graph.ts';

const frame = (
  name: string,
  self: number,
  callees: readonly Frame[] = [],
  place = 'services/order/src/app.ts:1',
): Frame => ({
  ...{ name, place, self, callees },
  total: callees.reduce((sum, { total }) => sum + total, self),
});

describe('a flame graph', () => {
  const page = flameGraph(
    'order <1>',
    frame(
      '(all)',
      0,
      [frame('a', 25, [frame('<anon>', 50, [], 'node:net:3')]), frame('b', 25), frame('dust', 0.01)],
      '',
    ),
  );
  const box = (name: string) =>
    new RegExp(`<b class="(\\w+)" data-l="([\\d.]+)" data-w="([\\d.]+)" style="top:(\\d+)px"[^>]*>${name}</b>`)
      .exec(page)
      ?.slice(1);

  it('lays callees below their caller, as wide as their time', () => {
    expect(box('a')).toEqual(['ours', '0.00000', '0.74993', '18']);
    expect(box('&lt;anon&gt;')).toEqual(['node', '0.00000', '0.49995', '36']);
    expect(box('b')).toEqual(['ours', '0.74993', '0.24998', '18']);
  });

  it('leaves out what is too narrow to be seen, and needs nothing from elsewhere', () => {
    expect(box('dust')).toBeUndefined();
    expect(page).not.toMatch(/https?:|src=|href=/);
    expect(page).toContain('order &lt;1&gt;');
  });
});
