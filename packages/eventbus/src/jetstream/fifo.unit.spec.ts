import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFifo } from './fifo.ts';

describe('createFifo', () => {
  it('gives back what went in, in order, whatever is pushed and taken between', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.nat(3_000), fc.constant(-1)), { maxLength: 60 }), (steps) => {
        const fifo = createFifo<number>();
        const model: number[] = [];
        let next = 0;
        for (const step of steps) {
          // A number is so many pushed, -1 is half of them taken.
          for (let i = 0; i < step; i++) {
            fifo.push(next);
            model.push(next++);
          }
          const taken = step < 0 ? Math.ceil(model.length / 2) : 0;
          for (let i = 0; i < taken; i++) expect(fifo.shift()).toBe(model.shift());
          expect(fifo.size).toBe(model.length);
          expect(fifo.peek()).toBe(model[0]);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('is empty at first and at last', () => {
    const fifo = createFifo<string>();
    expect(fifo.shift()).toBeUndefined();
    fifo.push('a');
    expect(fifo.shift()).toBe('a');
    expect(fifo.peek()).toBeUndefined();
    expect(fifo.size).toBe(0);
  });
});
