import { codes, type ErrorCode, type Verdict } from './codes.ts';

export interface AppErrorOptions {
  readonly cause?: unknown;
  /** When a repeat may succeed, in seconds: becomes `Retry-After`. */
  readonly retryAfterSeconds?: number;
  /** Machine-readable particulars (which field, which sku). Never secrets: they are answered and logged. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/**
 * Made by the thousand while something is away or full, when there is no time to spare: taking down where it was made would
 * cost more than all else about it, and says no more than its sentence.
 */
const isRefusal = (code: ErrorCode): boolean => codes[code].status === 503 && codes[code].verdict === 'wait';

/**
 * The one error class. `message` is a sentence for people: what happened, which value, what to do.
 * `code` is for programs, and decides the HTTP status and what a consumer does with its message.
 */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  readonly retryAfterSeconds: number | undefined;
  readonly details: Readonly<Record<string, unknown>> | undefined;

  constructor(code: ErrorCode, message: string, options: AppErrorOptions = {}) {
    const { stackTraceLimit } = Error;
    if (isRefusal(code)) Error.stackTraceLimit = 0;
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    Error.stackTraceLimit = stackTraceLimit;
    this.code = code;
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.details = options.details;
  }

  get status(): number {
    return codes[this.code].status;
  }

  get verdict(): Verdict {
    return codes[this.code].verdict;
  }

  get title(): string {
    return codes[this.code].title;
  }

  /** The one conversion at an edge: an AppError stays itself, an abort is `ABORTED`, all else is `INTERNAL`. */
  static from(reason: unknown): AppError {
    if (reason instanceof AppError) return reason;
    if (reason instanceof Error) {
      if (reason.name === 'TimeoutError') return new AppError('TIMEOUT', reason.message, { cause: reason });
      if (reason.name === 'AbortError') return new AppError('ABORTED', reason.message, { cause: reason });
      return new AppError('INTERNAL', reason.message, { cause: reason });
    }
    return new AppError('INTERNAL', String(reason), { cause: reason });
  }

  /** True for an error of this class with one of the given codes (any code when none is given). */
  static is(reason: unknown, ...wanted: readonly ErrorCode[]): reason is AppError {
    return reason instanceof AppError && (wanted.length === 0 || wanted.includes(reason.code));
  }
}
