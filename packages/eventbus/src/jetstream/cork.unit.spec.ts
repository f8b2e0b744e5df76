import type { NatsConnection } from '@nats-io/nats-core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createCork } from './cork.ts';
import type { Link } from './link.ts';

const corkMs = 6;

/** A cork over a connection that notes when which subjects were published. */
const create = () => {
  const written: Array<readonly [number, string]> = [];
  const startMs = performance.now();
  const publish = (subject: string) => written.push([Math.round(performance.now() - startMs), subject]);
  const connection = { isClosed: () => false, publish } as unknown as NatsConnection;
  const link = { connected: true, onChange: () => () => {} } as unknown as Link;
  const cork = createCork(connection, link, corkMs);
  const send = (subject: string, alone = false) => cork.send({ subject, data: new Uint8Array() }, alone);
  return { send, written };
};

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

describe('the cork', () => {
  it('holds nothing back after a pause, nor what is alone', async () => {
    const { send, written } = create();
    await vi.advanceTimersByTimeAsync(corkMs);
    send('first');
    await vi.advanceTimersByTimeAsync(1);
    send('alone', true);
    await vi.advanceTimersByTimeAsync(0);
    expect(written).toEqual([
      [corkMs, 'first'],
      [corkMs + 1, 'alone'],
    ]);
  });

  it('holds what is not alone until nothing more comes', async () => {
    const { send, written } = create();
    send('a');
    send('b');
    await vi.advanceTimersByTimeAsync(corkMs);
    expect(written).toEqual([
      [1, 'a'],
      [1, 'b'],
    ]);
  });

  it('holds it no longer than corkMs, however much comes', async () => {
    const { send, written } = create();
    const startMs = performance.now();
    let passedMs = 0;
    vi.spyOn(performance, 'now').mockImplementation(() => startMs + passedMs);
    send('a');
    for (; passedMs < 2 * corkMs; passedMs++) {
      send('more');
      await vi.advanceTimersByTimeAsync(1);
    }
    const [atMs, subject] = written[0] ?? [];
    expect(subject).toBe('a');
    expect(atMs).toBe(corkMs);
    expect(written.filter(([at]) => at === corkMs)).toHaveLength(1 + corkMs + 1);
  });
});
