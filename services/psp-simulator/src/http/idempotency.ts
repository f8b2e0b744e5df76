import { createHash } from 'node:crypto';
import type { Books, StoredAnswer } from '../books/books.ts';
import { ApiFailure } from './stripe-objects.ts';

/** A request that may be repeated: its key, and what tells it from another request under the same key. */
interface KeyedRequest {
  /** Undefined: the client sent none, so a repeat is another request. */
  readonly key: string | undefined;
  readonly fingerprint: string;
}

export const fingerprintOf = (method: string, path: string, form: URLSearchParams): string =>
  createHash('sha256').update(`${method} ${path}\n${form}`).digest('base64url');

export interface IdempotencyKeys {
  /**
   * Runs the work once for a key. A repeat gets `replay` of the stored answer; while the first still runs, 409; with
   * other parameters, 400 `idempotency_error`.
   */
  once<T>(request: KeyedRequest, work: () => Promise<T>, replay: (stored: StoredAnswer) => T): Promise<T>;
}

const maxKeyLength = 255;

export const createIdempotencyKeys = (books: Books): IdempotencyKeys => {
  const running = new Map<string, string>();

  const refuseOther = (key: string, was: string, is: string): void => {
    if (was === is) return;
    const message = `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}'.`;
    throw new ApiFailure(400, 'idempotency_error', message);
  };

  return {
    once: async ({ key, fingerprint }, work, replay) => {
      if (key === undefined) return await work();
      if (key.length > maxKeyLength)
        throw new ApiFailure(400, 'idempotency_error', 'The key is longer than 255 characters.');
      const runs = running.get(key);
      if (runs !== undefined) {
        refuseOther(key, runs, fingerprint);
        throw new ApiFailure(409, 'idempotency_error', 'Another request with this key is in progress.', {
          code: 'idempotency_key_in_use',
        });
      }
      const stored = books.answer(key);
      if (stored !== undefined) {
        refuseOther(key, stored.fingerprint, fingerprint);
        return replay(stored);
      }
      running.set(key, fingerprint);
      try {
        return await work();
      } finally {
        running.delete(key);
      }
    },
  };
};
