import { expect, it } from 'vitest';
import { createCrashes } from './crashes.ts';

it('a process that crashes is a violation, each time once; one that was killed or told to stop is none', () => {
  const crashes = createCrashes();
  const become = (detail: string, restarts: number): void =>
    crashes.look([{ name: 'payment', url: '', status: 'restarting', pid: 0, restarts, detail }]);
  become('was ended by SIGKILL, starts again in 0.5 s', 1);
  become('ended with exit code 1, starts again in 0.5 s', 2);
  expect(crashes.violations).toEqual([]);
  become('was ended by SIGABRT, starts again in 0.5 s', 3);
  become('was ended by SIGABRT, starting again', 3);
  become('', 3);
  become('was ended by SIGABRT, starts again in 0.5 s', 4);
  const message = 'payment was ended by SIGABRT; its log tells why';
  expect(crashes.violations.map((one) => one.message)).toEqual([message, message]);
});
