import { describe, expect, it } from 'vitest';
import { createScreen } from './screen.ts';

const output = (isTTY: boolean, columns = 20) => {
  const written: string[] = [];
  return { isTTY, columns, written, write: (text: string) => written.push(text) };
};

describe('the screen', () => {
  it('writes the lines at the bottom anew, and prints above them', () => {
    const terminal = output(true);
    const screen = createScreen(terminal);
    screen.show(['one', 'two']);
    screen.print('said');
    expect(terminal.written[1]).toBe('\x1b[2A\r\x1b[0Jsaid\none\ntwo\n');
  });

  it('cuts lines to the width, so that going up by lines stays right', () => {
    const terminal = output(true);
    createScreen(terminal).show(['x'.repeat(50)]);
    expect(terminal.written[0]).toBe(`${'x'.repeat(18)}…\n`);
  });

  it('takes a width of 0 for one that is not known', () => {
    const terminal = output(true, 0);
    createScreen(terminal).show(['x'.repeat(50)]);
    expect(terminal.written[0]).toBe(`${'x'.repeat(50)}\n`);
  });

  it('only prints where output is no terminal', () => {
    const file = output(false);
    const screen = createScreen(file);
    screen.show(['one']);
    screen.print('said');
    expect(file.written).toEqual(['said\n']);
  });
});
