import { describe, expect, it, vi } from 'vitest';
import type { Child, Exit } from '../process/child.ts';
import { createSupervisedProcess } from './supervised-process.ts';

/** A process that only the test starts and ends. */
const givenProcess = () => {
  const exited = Promise.withResolvers<Exit>();
  const child: Child = {
    pid: 1,
    exited: exited.promise,
    running: () => true,
    kill: () => exited.resolve({ code: null, signal: 'SIGKILL' }),
    stop: async () => {
      exited.resolve({ code: 0, signal: null });
      return await exited.promise;
    },
  };
  const served = Promise.withResolvers<Child>();
  const start = vi.fn(() => served.promise);
  const one = createSupervisedProcess(
    { name: 'nats', url: 'nats://127.0.0.1:4222', start, stopGraceMs: 1_000 },
    () => undefined,
  );
  return { one, start, serves: () => served.resolve(child), end: () => exited.resolve({ code: 1, signal: null }) };
};

describe('a supervised process', () => {
  it('that is told to stop while it starts stays down, though its start ends well', async () => {
    vi.useFakeTimers();
    try {
      const { one, start, serves } = givenProcess();
      const starting = one.start();
      const stopping = one.stop('stopped');
      serves();
      await Promise.all([starting, stopping]);
      await vi.advanceTimersByTimeAsync(60_000);
      expect(one.state()).toMatchObject({ status: 'stopped', pid: 0, restarts: 0 });
      expect(start).toHaveBeenCalledTimes(1);
    } finally {
      vi.useRealTimers();
    }
  });

  it('that ends unasked is started again', async () => {
    vi.useFakeTimers();
    try {
      const { one, start, serves, end } = givenProcess();
      serves();
      await one.start();
      end();
      await vi.advanceTimersByTimeAsync(1_000);
      expect(start).toHaveBeenCalledTimes(2);
      await one.stop('stopped');
    } finally {
      vi.useRealTimers();
    }
  });
});
