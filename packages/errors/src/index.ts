export { AppError, type AppErrorOptions } from './app-error.ts';
export { type CodeEntry, codes, type ErrorCode, isErrorCode, type Verdict } from './codes.ts';
