import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { createAbortWatch } from './abort-watch.ts';

const create = () => {
  const told: Array<readonly [string, unknown]> = [];
  const watch = createAbortWatch<string>((waiting, reason) => told.push([waiting, reason]));
  const controller = new AbortController();
  const { signal } = controller;
  return { told, watch, controller, signal, listeners: () => getEventListeners(signal, 'abort').length };
};

describe('those who wait for a signal', () => {
  it('are each told once, with its reason, and those who have left are not', () => {
    const { told, watch, controller, signal } = create();
    for (const waiting of ['a', 'b', 'c']) watch.add(signal, waiting);
    watch.delete(signal, 'b');
    controller.abort('enough');
    expect(told).toEqual([
      ['a', 'enough'],
      ['c', 'enough'],
    ]);
  });

  it('share a listener, which goes with the last of them and comes again with the next', () => {
    const { told, watch, controller, signal, listeners } = create();
    watch.add(signal, 'a');
    watch.add(signal, 'b');
    expect(listeners()).toBe(1);
    watch.delete(signal, 'a');
    expect(listeners()).toBe(1);
    watch.delete(signal, 'b');
    watch.delete(signal, 'b');
    expect(listeners()).toBe(0);
    watch.add(signal, 'c');
    controller.abort('enough');
    expect(told).toEqual([['c', 'enough']]);
  });
});
