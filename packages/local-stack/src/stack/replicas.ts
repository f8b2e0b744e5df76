import type { ProcessState } from './supervised-process.ts';

/** Of several processes of one kind the first has the name of the kind: `order`, `order-2`, `order-3`. */
export const replicaName = (kind: string, number: number): string => (number === 1 ? kind : `${kind}-${number}`);

const numberOf = (name: string, kind: string): number =>
  name === kind ? 1 : Number(name.startsWith(`${kind}-`) ? name.slice(kind.length + 1) : Number.NaN);

/** The processes of one kind, in the order of their numbers. */
export const replicasOf = (kind: string, states: readonly ProcessState[]): readonly ProcessState[] =>
  states
    .filter(({ name }) => numberOf(name, kind) >= 1)
    .toSorted((a, b) => numberOf(a.name, kind) - numberOf(b.name, kind));
