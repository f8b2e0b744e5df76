import type { FigureName } from './figures/catalogue.ts';
import { figureNames, figures } from './figures/catalogue.ts';
import type { Figures } from './figures/notes.ts';
import type { Spread } from './figures/spread.ts';

export interface Change {
  readonly name: FigureName;
  readonly before: Spread;
  readonly after: Spread;
  /** Of the medians: 0.1 is a tenth more. */
  readonly share: number;
  /** `within`: the repeats of the two overlap, so it may be chance. */
  readonly verdict: 'better' | 'worse' | 'within';
}

const overlap = (a: Spread, b: Spread): boolean => a.min <= b.max && b.min <= a.max;

/** What both have, in the order of the catalogue. */
export const compare = (before: Figures, after: Figures): readonly Change[] =>
  figureNames.flatMap((name) => {
    const [from, to] = [before[name], after[name]];
    if (from === undefined || to === undefined) return [];
    const less = to.median < from.median;
    const gained = less === (figures[name].better === 'less');
    return [
      {
        name,
        before: from,
        after: to,
        share: from.median === 0 ? 0 : to.median / from.median - 1,
        verdict: overlap(from, to) ? 'within' : gained ? 'better' : 'worse',
      },
    ];
  });
