/** What V8's sampling profiler gives, as `.cpuprofile` files hold it. Times in microseconds. */
export interface CpuProfile {
  readonly nodes: readonly ProfileNode[];
  /** Ids of the nodes that ran when it looked. */
  readonly samples?: readonly number[];
  /** From the sample before to each one. */
  readonly timeDeltas?: readonly number[];
}

export interface ProfileNode {
  readonly id: number;
  readonly callFrame: CallFrame;
  readonly children?: readonly number[];
}

interface CallFrame {
  readonly functionName: string;
  readonly url: string;
  /** From 0. */
  readonly lineNumber: number;
}

/** A function as it was called, with what it called. */
export interface Frame {
  readonly name: string;
  /** `packages/eventbus/src/cork.ts:12`, `pg/lib/client.js:300`, `node:net:10`; empty for what V8 does itself. */
  readonly place: string;
  /** Microseconds in it and below. */
  readonly total: number;
  readonly self: number;
  /** The longest first. */
  readonly callees: readonly Frame[];
}

export interface SelfTime {
  readonly name: string;
  readonly place: string;
  readonly micros: number;
}

/** Waiting is no work. */
const idle = '(idle)';

/** As short as it can be found by: below the repository, or from the package on. */
export const placeOf = ({ url, lineNumber }: CallFrame, root: string): string => {
  if (url === '') return '';
  const path = url.replace(/^file:\/\//, '');
  const inPackage = path.lastIndexOf('/node_modules/');
  const short = inPackage >= 0 ? path.slice(inPackage + '/node_modules/'.length) : path.replace(`${root}/`, '');
  return `${short}:${lineNumber + 1}`;
};

const selfTimes = ({ samples = [], timeDeltas = [] }: CpuProfile): ReadonlyMap<number, number> => {
  const times = new Map<number, number>();
  for (const [index, id] of samples.entries()) {
    // A delta may be below 0: the samples of two threads come in the order of their arrival.
    times.set(id, (times.get(id) ?? 0) + Math.max(0, timeDeltas[index] ?? 0));
  }
  return times;
};

interface Merging {
  readonly name: string;
  readonly place: string;
  self: number;
  readonly callees: Map<string, Merging>;
}

const finish = ({ name, place, self, callees }: Merging): Frame => {
  const below = [...callees.values()].map(finish).sort((a, b) => b.total - a.total);
  return { name, place, self, total: below.reduce((sum, { total }) => sum + total, self), callees: below };
};

/** The calls as one tree below `(all)`: V8 has a node for each way that a function was optimised, here they are one. */
export const callTree = (profile: CpuProfile, root: string): Frame => {
  const times = selfTimes(profile);
  const byId = new Map(profile.nodes.map((node) => [node.id, node]));
  const all: Merging = { name: '(all)', place: '', self: 0, callees: new Map() };
  const merge = (id: number, into: Merging): void => {
    const node = byId.get(id);
    if (node === undefined || node.callFrame.functionName === idle) return;
    const [name, place] = [node.callFrame.functionName || '(anonymous)', placeOf(node.callFrame, root)];
    const key = `${name} ${place}`;
    const own = into.callees.get(key) ?? { name, place, self: 0, callees: new Map() };
    into.callees.set(key, own);
    own.self += times.get(id) ?? 0;
    for (const child of node.children ?? []) merge(child, own);
  };
  const [top] = profile.nodes;
  for (const child of top?.children ?? []) merge(child, all);
  return finish(all);
};

/** Functions by the time in themselves, the longest first. */
export const bySelfTime = (tree: Frame): readonly SelfTime[] => {
  const found = new Map<string, { name: string; place: string; micros: number }>();
  const visit = ({ name, place, self, callees }: Frame): void => {
    const key = `${name} ${place}`;
    const own = found.get(key);
    if (own) own.micros += self;
    else found.set(key, { name, place, micros: self });
    for (const callee of callees) visit(callee);
  };
  visit(tree);
  return [...found.values()].filter(({ micros }) => micros > 0).sort((a, b) => b.micros - a.micros);
};

/** Directories whose own directories are packages. */
const holdsPackages = new Set(['packages', 'services']);

/** `pg`, `@nats-io/nats-core`, `packages/eventbus`; undefined for what Node and V8 are. */
const packageOf = ({ place }: Frame): string | undefined => {
  if (place === '' || place.startsWith('node:')) return;
  const [first = '', second = ''] = place.split('/');
  return first.startsWith('@') || holdsPackages.has(first) ? `${first}/${second}` : first;
};

/** `node` with all its modules; of V8 what it does of its own accord, such as `(garbage collector)`. */
const engineOf = ({ name, place }: Frame): string => {
  if (place !== '') return 'node';
  return name.startsWith('(') ? name : 'V8';
};

/** Packages by the time in them, the longest first, with what Node and V8 did for them: those have only what nobody asked for. */
export const byPackage = (tree: Frame): readonly SelfTime[] => {
  const found = new Map<string, number>();
  const visit = (frame: Frame, caller: string | undefined): void => {
    const owner = packageOf(frame) ?? caller;
    const name = owner ?? engineOf(frame);
    found.set(name, (found.get(name) ?? 0) + frame.self);
    for (const callee of frame.callees) visit(callee, owner);
  };
  for (const callee of tree.callees) visit(callee, undefined);
  return [...found]
    .map(([name, micros]) => ({ name, place: '', micros }))
    .filter(({ micros }) => micros > 0)
    .sort((a, b) => b.micros - a.micros);
};
