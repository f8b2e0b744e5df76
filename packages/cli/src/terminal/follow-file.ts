import { open, stat } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

const pollMs = 250;
const chunkBytes = 1024 * 1024;

/** The last `maxBytes` of a file, as whole lines, and where it ended. */
export const tailLines = async (file: string, maxBytes: number): Promise<{ lines: readonly string[]; end: number }> => {
  const size = (await stat(file).catch(() => undefined))?.size ?? 0;
  const start = Math.max(0, size - maxBytes);
  if (size === 0) return { lines: [], end: 0 };
  const handle = await open(file, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(size - start), 0, size - start, start);
    const text = buffer.toString('utf8', 0, bytesRead);
    // The first line is cut when we did not start at the beginning, the last when it is still being written.
    const lines = text.split('\n').slice(start > 0 ? 1 : 0, -1);
    return { lines, end: start + Buffer.byteLength(text.slice(0, text.lastIndexOf('\n') + 1)) };
  } finally {
    await handle.close();
  }
};

/** Calls `onLine` for each line that is added after `from`, until the signal fires. A file that shrank starts anew. */
export const followFile = async (
  file: string,
  from: number,
  onLine: (line: string) => void,
  signal: AbortSignal,
): Promise<void> => {
  let position = from;
  let rest = '';
  while (!signal.aborted) {
    const size = (await stat(file).catch(() => undefined))?.size ?? 0;
    if (size < position) {
      position = 0;
      rest = '';
    }
    if (size > position) {
      const handle = await open(file, 'r');
      const length = Math.min(chunkBytes, size - position);
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, position);
      await handle.close();
      position += bytesRead;
      const lines = (rest + buffer.toString('utf8', 0, bytesRead)).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) onLine(line);
      if (size > position) continue;
    }
    await delay(pollMs, undefined, { signal }).catch(() => undefined);
  }
};
