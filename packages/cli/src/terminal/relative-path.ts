import { relative } from 'node:path';

/** As seen from where the person stands, when that is shorter. */
export const relativePath = (path: string): string => {
  const near = relative(process.cwd(), path);
  return near.startsWith('..') ? path : near || '.';
};
