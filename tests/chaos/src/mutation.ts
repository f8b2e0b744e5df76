import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const repository = join(import.meta.dirname, '../../..');

/** One change of one source file. */
export interface Edit {
  /** From the root of the repository. */
  readonly file: string;
  /** The exact text that is replaced; it has to occur once. */
  readonly find: string;
  readonly replace: string;
}

export const pathOf = ({ file }: Pick<Edit, 'file'>): string => join(repository, file);

/** The source with the edit made. Throws when its text does not occur exactly once: the code has moved away under it. */
export const applyEdit = (source: string, { file, find, replace }: Edit): string => {
  const [before, after, ...more] = source.split(find);
  if (before === undefined || after === undefined || more.length > 0) {
    const times = source.split(find).length - 1;
    throw new Error(`A planted bug replaces text that occurs ${times} times in ${file}, not once: ${find}`);
  }
  return before + replace + after;
};

/** Throws unless every edit still has its place; edits of one file are made one after the other. */
export const checkEdits = (edits: readonly Edit[]): void => {
  const sources = new Map<string, string>();
  for (const edit of edits) {
    const source = sources.get(edit.file) ?? readFileSync(pathOf(edit), 'utf8');
    sources.set(edit.file, applyEdit(source, edit));
  }
};
