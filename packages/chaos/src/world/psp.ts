import { AppError } from '@orderflow/errors';

/** A fault of psp-simulator, as its `POST /_faults` takes it. */
export interface PspFault {
  readonly mode: 'fail' | 'hang' | 'slow' | 'succeed_without_answering';
  readonly match?: { readonly operation?: 'create' | 'confirm' | 'cancel' | 'retrieve' | 'refund' };
  readonly count?: number;
  readonly delayMs?: number;
  readonly status?: number;
}

export interface Psp {
  add(fault: PspFault): Promise<void>;
  /** Ends all faults; calls that hang are let go. */
  clear(): Promise<void>;
  /** Lets it forget every idempotency key; resolves with how many there were. */
  forgetKeys(): Promise<number>;
}

const timeoutMs = 2_000;

export const createPsp = (url: string): Psp => {
  const call = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(`${url}${path}`, {
      method,
      signal: AbortSignal.timeout(timeoutMs),
      ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok)
      throw new AppError('DEPENDENCY_UNAVAILABLE', `psp-simulator answered ${response.status}: ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  };
  return {
    add: async (fault) => void (await call('POST', '/_faults', fault)),
    clear: async () => void (await call('DELETE', '/_faults')),
    forgetKeys: async () => ((await call('DELETE', '/_keys')) as { readonly forgotten: number }).forgotten,
  };
};
