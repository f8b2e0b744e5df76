import { AppError } from '@orderflow/errors';
import type { CpuProfile } from './cpu-profile.ts';

/** The profiler of a process that was started with `--inspect`. */
export interface Inspector {
  startProfiling(sampleEveryMicros: number): Promise<void>;
  stopProfiling(): Promise<CpuProfile>;
  close(): void;
}

interface Answer {
  readonly id?: number;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

const answerWithinMs = 60_000;

/** Speaks the Chrome DevTools Protocol. */
export const connectInspector = async (port: number): Promise<Inspector> => {
  const list = (await (await fetch(`http://127.0.0.1:${port}/json/list`)).json()) as readonly {
    readonly webSocketDebuggerUrl: string;
  }[];
  const [target] = list;
  if (target === undefined) throw new AppError('DEPENDENCY_UNAVAILABLE', `Nothing can be profiled at port ${port}.`);
  const socket = new WebSocket(target.webSocketDebuggerUrl);
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  const opened = Promise.withResolvers<void>();
  const failAll = () => {
    const gone = new AppError('DEPENDENCY_UNAVAILABLE', 'The process that is profiled has closed the connection.');
    opened.reject(gone);
    for (const { reject } of waiting.values()) reject(gone);
  };
  socket.addEventListener('open', () => opened.resolve());
  socket.addEventListener('close', failAll);
  socket.addEventListener('error', failAll);
  socket.addEventListener('message', ({ data }) => {
    const { id = 0, result, error } = JSON.parse(String(data)) as Answer;
    if (error) waiting.get(id)?.reject(new AppError('INTERNAL', `The profiler refused: ${error.message}`));
    else waiting.get(id)?.resolve(result);
  });
  await opened.promise;

  let lastId = 0;
  const call = async (method: string, params: object = {}): Promise<unknown> => {
    const id = ++lastId;
    const answer = Promise.withResolvers<unknown>();
    waiting.set(id, answer);
    const late = () =>
      answer.reject(new AppError('TIMEOUT', `${method} was not answered in ${answerWithinMs / 1_000} s.`));
    const timer = setTimeout(late, answerWithinMs);
    try {
      socket.send(JSON.stringify({ id, method, params }));
      return await answer.promise;
    } finally {
      clearTimeout(timer);
      waiting.delete(id);
    }
  };
  return {
    startProfiling: async (sampleEveryMicros) => {
      await call('Profiler.enable');
      await call('Profiler.setSamplingInterval', { interval: sampleEveryMicros });
      await call('Profiler.start');
    },
    stopProfiling: async () => ((await call('Profiler.stop')) as { readonly profile: CpuProfile }).profile,
    close: () => socket.close(),
  };
};
