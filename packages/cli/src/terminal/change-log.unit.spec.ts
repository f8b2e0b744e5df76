import type { ProcessState } from '@orderflow/local-stack';
import { describe, expect, it } from 'vitest';
import { createChangeLog } from './change-log.ts';

const up: ProcessState = { name: 'order', url: 'http://o', status: 'running', pid: 1, restarts: 0, detail: '' };

const given = () => {
  const printed: string[] = [];
  const say = createChangeLog({ print: (text) => printed.push(text.replace(/^\d\d:\d\d:\d\d {2}/, '')) });
  return {
    printed,
    see: (state: Partial<ProcessState>) => say({ states: [{ ...up, ...state }], readiness: new Map() }),
  };
};

describe('the log of changes', () => {
  it('tells a restart once, and each further one', () => {
    const { printed, see } = given();
    const ended = { status: 'restarting', pid: 0 } as const;
    see({});
    see({ ...ended, restarts: 1, detail: 'was ended by SIGKILL, starts again in 0.5 s' });
    see({ ...ended, restarts: 1, detail: 'was ended by SIGKILL, starting again' });
    see({ ...ended, restarts: 2, detail: 'ended with exit code 1, starts again in 1 s' });
    see({ restarts: 2 });

    expect(printed).toEqual([
      'order was ended by SIGKILL, starts again in 0.5 s',
      'order ended with exit code 1, starts again in 1 s',
      'order up',
    ]);
  });

  it('says nothing of what is as it was', () => {
    const { printed, see } = given();
    see({});
    see({});

    expect(printed).toEqual([]);
  });
});
