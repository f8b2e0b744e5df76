import type { FigureName } from './catalogue.ts';
import { type Spread, spreadOf } from './spread.ts';

export type Figures = Readonly<Partial<Record<FigureName, Spread>>>;

/** Takes down what is measured, one number a repeat. */
export interface Notes {
  note(name: FigureName, value: number): void;
  /** Of what was taken down so far. */
  figures(): Figures;
}

export const createNotes = (): Notes => {
  const taken = new Map<FigureName, number[]>();
  return {
    note: (name, value) => {
      const runs = taken.get(name);
      if (runs) runs.push(value);
      else taken.set(name, [value]);
    },
    figures: () => Object.fromEntries([...taken].map(([name, runs]) => [name, spreadOf(runs)])),
  };
};

/** The median, or 0 where nothing was measured. */
export const medianOf = (figures: Figures, name: FigureName): number => figures[name]?.median ?? 0;
