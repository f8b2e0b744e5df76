import type { ProcessState, Readiness } from '@orderflow/local-stack';
import type { BoardFacts } from './board.ts';
import type { Screen } from './screen.ts';

const clock = (): string => new Date().toTimeString().slice(0, 8);

const sentenceOf = ({ status, detail }: ProcessState, ready: Readiness | undefined): string => {
  if (status === 'running' && ready && !ready.ready) return `up, not ready: ${ready.detail}`;
  return detail || (status === 'running' ? 'up' : status);
};

/** What must differ for a line to be due: that a restart was said to come, and begins, is one and the same. */
const changeOf = (state: ProcessState, sentence: string): string =>
  state.status === 'restarting' ? `restart ${state.restarts}` : sentence;

/** Says what changed, one line each, where the board cannot be drawn anew. */
export const createChangeLog = (screen: Pick<Screen, 'print'>): ((facts: BoardFacts) => void) => {
  const before = new Map<string, string>();
  return ({ states, readiness }) => {
    for (const state of states) {
      const sentence = sentenceOf(state, readiness.get(state.name));
      const change = changeOf(state, sentence);
      const last = before.get(state.name);
      before.set(state.name, change);
      if (last !== undefined && last !== change) screen.print(`${clock()}  ${state.name} ${sentence}`);
    }
  };
};
