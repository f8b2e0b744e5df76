import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { finished } from 'node:stream/promises';
import { AppError } from '@orderflow/errors';
import { type ClientRequest, orderStatuses, requestKinds } from './witnesses.ts';

/** Requests are kept in memory while they are judged; a longer history is refused. */
const maxRequests = 5_000_000;

/** A request as a client records it: with the body of a post instead of its fingerprint. */
export type RecordedRequest = Omit<ClientRequest, 'fingerprint'> & { readonly body?: string };

/** A client's own record, in the order of the answers. */
export interface HistoryWriter {
  /** Does not wait. Nothing is taken after `close`. */
  record(request: RecordedRequest): void;
  /** Resolves once all of it is kept; rejects when it could not be. */
  close(): Promise<void>;
}

const fingerprinted = ({ body, ...request }: RecordedRequest): ClientRequest => {
  const fingerprint = body === undefined ? '' : createHash('sha256').update(body).digest('base64url');
  return { ...request, fingerprint };
};

/** A history in memory, for whoever judges it in the same process. */
export interface MemoryHistory extends HistoryWriter {
  readonly requests: readonly ClientRequest[];
}

export const createMemoryHistory = (): MemoryHistory => {
  const requests: ClientRequest[] = [];
  let closed = false;
  return {
    requests,
    record: (request) => {
      if (!closed) requests.push(fingerprinted(request));
    },
    close: async () => {
      closed = true;
    },
  };
};

/** A history in a file, a JSON line a request. Makes the file, or empties it. */
export const createHistoryWriter = (path: string): HistoryWriter => {
  const file = createWriteStream(path);
  const done = finished(file);
  // Told by close(); until then it is nobody's unhandled rejection.
  done.catch(() => undefined);
  return {
    record: (request) => {
      if (!file.writableEnded) file.write(`${JSON.stringify(fingerprinted(request))}\n`);
    },
    close: async () => {
      file.end();
      await done.catch((error: unknown) => {
        const reason = error instanceof Error ? error.message : String(error);
        throw new AppError('CONFIG_INVALID', `The history could not be written to ${path}: ${reason}`);
      });
    },
  };
};

const isText = (value: unknown): value is string => typeof value === 'string';
const isTime = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);

const parse = (line: string): ClientRequest | undefined => {
  try {
    const request = JSON.parse(line) as Record<string, unknown>;
    const { customerId, key, fingerprint, status, orderId, location, startedAt, endedAt } = request;
    const kind = requestKinds.find((one) => one === request.kind);
    if (!kind || !isText(customerId) || !(key === null || isText(key)) || !isText(fingerprint)) return undefined;
    if (!(status === null || Number.isSafeInteger(status)) || !isTime(startedAt) || !isTime(endedAt)) return undefined;
    if (!Array.isArray(request.seen)) return undefined;
    const seen = request.seen.map((status) => orderStatuses.find((one) => one === status));
    return {
      ...{ kind, customerId, key, fingerprint, status: status === null ? null : Number(status), startedAt, endedAt },
      seen: seen.flatMap((one) => one ?? []),
      ...(isText(orderId) && orderId !== '' ? { orderId } : {}),
      ...(isText(location) && location !== '' ? { location } : {}),
    };
  } catch {
    return undefined;
  }
};

/** Rejects with CONFIG_INVALID and the line that is no request of a client. */
export const readHistory = async (path: string): Promise<readonly ClientRequest[]> => {
  const requests: ClientRequest[] = [];
  const input = createReadStream(path);
  try {
    for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      const request = parse(line);
      const where = `${path}, line ${requests.length + 1}`;
      if (!request) throw new AppError('CONFIG_INVALID', `${where}: this is no request of a client's history.`);
      if (requests.length === maxRequests) {
        throw new AppError('CONFIG_INVALID', `${path} has more than ${maxRequests} requests: audit it in parts.`);
      }
      requests.push(request);
    }
    return requests;
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError('CONFIG_INVALID', `${path} could not be read.`, { cause: error });
  } finally {
    input.destroy();
  }
};
