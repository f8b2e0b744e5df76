import { AppError } from '@orderflow/errors';
import type { Header } from '../engine/headers.ts';
import { headerNames } from '../engine/headers.ts';
import type { PubAck, StreamDefinition } from '../ports.ts';

export interface StoredMessage {
  readonly subject: string;
  /** From 1. */
  readonly sequence: number;
  readonly storedAtMs: number;
  readonly headers: readonly Header[];
  readonly data: Uint8Array;
}

/** One stream: keeps everything, dedupes within its window, and refuses what no longer fits. */
export interface MemoryStream {
  readonly definition: StreamDefinition;
  readonly messages: readonly StoredMessage[];
  /** Throws LOG_FULL. */
  append(subject: string, headers: readonly Header[], data: Uint8Array, nowMs: number): PubAck;
}

const bytesOf = (headers: readonly Header[], data: Uint8Array): number =>
  headers.reduce((sum, [name, value]) => sum + name.length + value.length + 4, data.length);

export const headerOf = (headers: readonly Header[], name: string): string | undefined =>
  headers.find(([candidate]) => candidate === name)?.[1];

export const createMemoryStream = (definition: StreamDefinition): MemoryStream => {
  const { name: stream, maxBytes, duplicateWindowMs } = definition;
  const messages: StoredMessage[] = [];
  const seen = new Map<string, { readonly sequence: number; readonly atMs: number }>();
  let bytes = 0;
  return {
    definition,
    messages,
    append: (subject, headers, data, nowMs) => {
      const id = headerOf(headers, headerNames.messageId);
      const first = id === undefined ? undefined : seen.get(id);
      if (first && nowMs - first.atMs < duplicateWindowMs) {
        return { stream, sequence: first.sequence, duplicate: true };
      }
      bytes += bytesOf(headers, data);
      if (bytes > maxBytes) {
        bytes -= bytesOf(headers, data);
        throw new AppError('LOG_FULL', `The stream ${stream} is full.`, { retryAfterSeconds: 30 });
      }
      const sequence = messages.length + 1;
      messages.push({ subject, sequence, storedAtMs: nowMs, headers, data });
      if (id !== undefined) seen.set(id, { sequence, atMs: nowMs });
      return { stream, sequence, duplicate: false };
    },
  };
};

/** Whether a subject matches a pattern with `*` for one token and `>` for the rest. */
export const matches = (pattern: string, subject: string): boolean => {
  const wanted = pattern.split('.');
  const given = subject.split('.');
  for (const [i, token] of wanted.entries()) {
    if (token === '>') return given.length > i;
    if (given[i] === undefined || (token !== '*' && token !== given[i])) return false;
  }
  return wanted.length === given.length;
};
