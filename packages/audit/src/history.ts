import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { finished } from 'node:stream/promises';
import { AppError } from '@orderflow/errors';
import type { ClientRequest } from './witnesses.ts';

/** Requests are kept in memory while they are judged; a longer history is refused. */
const maxRequests = 2_000_000;

/** A client's own record, a JSON line a request, in the order of the answers. */
export interface HistoryWriter {
  /** Takes the body instead of its fingerprint. Writes in the background. */
  record(request: Omit<ClientRequest, 'fingerprint'> & { readonly body: string }): void;
  /** Resolves once all of it is in the file; rejects when it could not be written. */
  close(): Promise<void>;
}

/** Makes the file, or empties it. */
export const createHistoryWriter = (path: string): HistoryWriter => {
  const file = createWriteStream(path);
  const done = finished(file);
  // Told by close(); until then it is nobody's unhandled rejection.
  done.catch(() => undefined);
  return {
    record: ({ body, ...request }) => {
      const fingerprint = createHash('sha256').update(body).digest('hex');
      file.write(`${JSON.stringify({ at: new Date().toISOString(), ...request, fingerprint })}\n`);
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

const parse = (line: string): ClientRequest | undefined => {
  try {
    const { customerId, key, fingerprint, status, orderId, location } = JSON.parse(line) as Record<string, unknown>;
    if (!isText(customerId) || !(key === null || isText(key)) || !isText(fingerprint)) return undefined;
    if (!(status === null || Number.isSafeInteger(status))) return undefined;
    const order = isText(orderId) && orderId !== '' ? { orderId } : {};
    const place = isText(location) && location !== '' ? { location } : {};
    return { customerId, key, fingerprint, status: status === null ? null : Number(status), ...order, ...place };
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
