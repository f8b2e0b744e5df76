import { AppError } from '@orderflow/errors';

interface Bounded {
  readonly name: string;
  readonly mostSeconds: number;
}

/** Does the work with a signal that fires when it is stopped or takes longer than its plan allows; then it rejects. */
export const endedBy = async <T>(
  stopping: AbortSignal,
  { name, mostSeconds }: Bounded,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> => {
  const late = new AppError(
    'TIMEOUT',
    `The ${name} bench was not done after ${mostSeconds} s and was ended: the machine is busy with something else, or needs more time (--most SECONDS).`,
  );
  const timeout = new AbortController();
  const timer = setTimeout(() => timeout.abort(late), mostSeconds * 1_000);
  try {
    return await work(AbortSignal.any([stopping, timeout.signal]));
  } catch (error) {
    // What breaks off says so in many ways; why it was broken off is what counts.
    if (timeout.signal.aborted) throw late;
    if (stopping.aborted) throw new AppError('ABORTED', 'The bench was stopped, and keeps no result.');
    throw error;
  } finally {
    clearTimeout(timer);
  }
};
