import Table from 'cli-table3';

const chars = Object.fromEntries(
  [
    'top',
    'top-mid',
    'top-left',
    'top-right',
    'bottom',
    'bottom-mid',
    'bottom-left',
    'bottom-right',
    'left-mid',
    'mid',
    'mid-mid',
    'right',
    'right-mid',
  ].map((name) => [name, '']),
);
/** Columns without lines between them. */
const plain = {
  chars: { ...chars, left: ' ', middle: '  ' },
  style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
};

/** Thousands apart. */
export const whole = (value: number): string => Math.round(value).toLocaleString('en').replaceAll(',', ' ');

/** Three digits at least. */
export const digits = (value: number): string => {
  if (value !== 0 && Math.abs(value) < 10) return value.toFixed(2);
  return whole(value);
};

/** The first column is words, the last a unit, those between are numbers. */
export const plainTable = (head: readonly string[]): Table.Table =>
  new Table({
    ...plain,
    head: [...head],
    colAligns: head.map((_, index) => (index === 0 || index === head.length - 1 ? 'left' : 'right')),
  });
