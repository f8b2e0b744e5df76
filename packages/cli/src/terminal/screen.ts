import { stripVTControlCharacters } from 'node:util';

/** Lines that stay in place at the bottom and are written anew; what is printed goes above them. */
export interface Screen {
  readonly interactive: boolean;
  /** Prints lines for good. */
  print(text: string): void;
  /** Replaces the lines at the bottom. Does nothing where output is no terminal. */
  show(lines: readonly string[]): void;
}

interface Output {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** Cut to the width: a wrapped line would make the count of lines to go up wrong. */
const fit = (line: string, columns: number): string => {
  const visible = stripVTControlCharacters(line);
  return visible.length < columns ? line : `${visible.slice(0, columns - 2)}…`;
};

/** Where the width is not known, as of a pseudo-terminal that was given none: those say 0. */
const usualColumns = 80;

export const createScreen = (output: Output): Screen => {
  const interactive = output.isTTY === true;
  let shown: readonly string[] = [];
  const up = () => (shown.length === 0 ? '' : `\x1b[${shown.length}A\r\x1b[0J`);
  const drawn = (lines: readonly string[]) =>
    lines.map((line) => `${fit(line, output.columns || usualColumns)}\n`).join('');
  return {
    interactive,
    print: (text) => {
      output.write(interactive ? `${up()}${text}\n${drawn(shown)}` : `${text}\n`);
    },
    show: (lines) => {
      if (!interactive) return;
      output.write(`${up()}${drawn(lines)}`);
      shown = lines;
    },
  };
};
