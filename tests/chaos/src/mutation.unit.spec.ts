import { describe, expect, it } from 'vitest';
import { bugs } from './bugs/index.ts';
import { applyEdit, checkEdits } from './mutation.ts';

describe('a planted bug', () => {
  it.each(bugs.map((bug) => [bug.name, bug] as const))('has its place in the sources: %s', (_name, { edits }) => {
    expect(() => checkEdits(edits)).not.toThrow();
  });

  it('is refused where its text is gone, or stands twice', () => {
    const edit = { file: 'a.ts', find: 'await', replace: '' };
    expect(applyEdit('x; await y;', edit)).toBe('x;  y;');
    expect(() => applyEdit('x; y;', edit)).toThrow('occurs 0 times in a.ts, not once: await');
    expect(() => applyEdit('await x; await y;', edit)).toThrow('occurs 2 times in a.ts');
  });
});
