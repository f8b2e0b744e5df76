import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import type { Guardian } from './guardian.ts';

export interface ChildOptions {
  readonly command: string;
  readonly args: readonly string[];
  /** The whole environment of the child. */
  readonly env: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** Takes standard output and error, appended. */
  readonly logFile: string;
  readonly user?: { readonly uid: number; readonly gid: number };
  /** What asks it to stop in order. Default SIGTERM. */
  readonly stopSignal?: NodeJS.Signals;
  readonly guardian?: Guardian;
}

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Set when the process could not be started at all. */
  readonly error?: Error;
}

export interface Child {
  /** 0 when it could not be started. */
  readonly pid: number;
  /** Resolves once the process has ended; never rejects. */
  readonly exited: Promise<Exit>;
  running(): boolean;
  kill(signal: NodeJS.Signals): void;
  /** Asks it to stop, kills it after `graceMs`, and resolves when it is gone. */
  stop(graceMs?: number): Promise<Exit>;
}

/** A child in a process group of its own: Ctrl-C at the terminal reaches us alone, and we stop the rest in order. */
export const startChild = (options: ChildOptions): Child => {
  const { guardian, stopSignal = 'SIGTERM' } = options;
  const log = openSync(options.logFile, 'a');
  const child = spawn(options.command, options.args, {
    env: options.env,
    cwd: options.cwd ?? '/',
    stdio: ['ignore', log, log],
    detached: true,
    ...options.user,
  });
  closeSync(log);
  const pid = child.pid ?? 0;
  if (pid > 0) guardian?.watch(pid, stopSignal);
  let running = pid > 0;
  const exited = new Promise<Exit>((resolve) => {
    const ended = (exit: Exit) => {
      running = false;
      if (pid > 0) guardian?.forget(pid);
      resolve(exit);
    };
    child.once('error', (error) => {
      // An error after the start (a failed kill) ends nothing.
      if (pid === 0) ended({ code: null, signal: null, error });
    });
    child.once('exit', (code, signal) => ended({ code, signal }));
  });
  const kill = (signal: NodeJS.Signals) => {
    if (running) child.kill(signal);
  };
  return {
    pid,
    exited,
    running: () => running,
    kill,
    stop: async (graceMs = 10_000) => {
      kill(stopSignal);
      const timer = setTimeout(() => kill('SIGKILL'), graceMs);
      const exit = await exited;
      clearTimeout(timer);
      return exit;
    },
  };
};
