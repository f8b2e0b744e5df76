import { createReadStream } from 'node:fs';
import { mkdir, open, truncate } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { AppError } from '@orderflow/errors';
import { type Entry, type Happening, type KeyStamp, parseEntry } from './entries.ts';

/** The append-only file that is the witness of what was captured and refunded. */
export interface Ledger {
  /** Resolves when the line is on the disk (fsynced); concurrent lines share one sync. Rejects when it is not known to be. */
  append(happening: Happening, key?: KeyStamp): Promise<Entry>;
  /** Every entry on the disk, oldest first. */
  entries(): AsyncIterable<Entry>;
  close(): Promise<void>;
}

async function* readEntries(file: string): AsyncGenerator<{ entry: Entry | undefined; bytes: number }> {
  const lines = createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY });
  for await (const line of lines) {
    yield { entry: parseEntry(line), bytes: Buffer.byteLength(line) + 1 };
  }
}

/**
 * Replays what is there through `replay` and cuts off a last line that a crash has torn: nobody was answered for it.
 * A broken line in the middle is no crash but damage, and stops the boot.
 */
const recover = async (file: string, replay: (entry: Entry) => void): Promise<{ seq: number; bytes: number }> => {
  let seq = 0;
  let bytes = 0;
  let torn = false;
  for await (const line of readEntries(file)) {
    if (torn || (line.entry !== undefined && line.entry.seq !== seq + 1)) {
      throw new AppError('INTERNAL', `The ledger ${file} is damaged after entry ${seq}: move it away to start anew.`);
    }
    if (line.entry === undefined) {
      torn = true;
      continue;
    }
    replay(line.entry);
    seq = line.entry.seq;
    bytes += line.bytes;
  }
  return { seq, bytes };
};

interface Waiting {
  readonly line: string;
  readonly entry: Entry;
  readonly resolve: (entry: Entry) => void;
  readonly reject: (reason: unknown) => void;
}

export const openLedger = async (file: string, replay: (entry: Entry) => void): Promise<Ledger> => {
  await mkdir(dirname(file), { recursive: true });
  const handle = await open(file, 'a');
  const found = await recover(file, replay).catch(async (error: unknown) => {
    await handle.close();
    throw error;
  });
  const { size } = await handle.stat();
  if (size > found.bytes) await truncate(file, found.bytes);
  // The last entry is whole and only its newline was lost.
  if (size < found.bytes) await handle.appendFile('\n');

  let { seq } = found;
  let waiting: Waiting[] = [];
  let flushing: Promise<void> | undefined;
  let broken: unknown;

  const flush = async (): Promise<void> => {
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      try {
        if (broken !== undefined) throw broken;
        await handle.appendFile(batch.map(({ line }) => line).join(''));
        await handle.datasync();
        for (const { resolve, entry } of batch) resolve(entry);
      } catch (cause) {
        // What is on the disk is unknown now, so nothing more may be said until a restart has read it.
        broken ??= cause;
        for (const { reject } of batch)
          reject(new AppError('INTERNAL', `The ledger ${file} cannot be written.`, { cause }));
      }
    }
    flushing = undefined;
  };

  return {
    append: (happening, key) =>
      new Promise((resolve, reject) => {
        seq += 1;
        const at = Math.floor(Date.now() / 1000);
        const entry: Entry = { seq, at, ...happening, ...(key && { key }) };
        waiting.push({ entry, line: `${JSON.stringify(entry)}\n`, resolve, reject });
        flushing ??= flush();
      }),
    async *entries() {
      for await (const { entry } of readEntries(file)) if (entry !== undefined) yield entry;
    },
    close: async () => {
      await flushing;
      await handle.close();
    },
  };
};
