import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { record } from './decide.ts';
import { noFacts } from './facts.ts';
import { lives, play, type Recorder } from './life.spec.ts';

const recorder = (): Recorder => {
  let facts = noFacts('o-1');
  return async (fact) => {
    facts = record(facts, fact);
    return facts;
  };
};

describe('an order among its neighbours, whatever the log repeats or reorders', () => {
  it('ends once, nets to zero unless confirmed, and leaves no stock behind', async () => {
    await fc.assert(
      fc.asyncProperty(lives, async (life) => {
        expect(await play(life, [recorder()])).toEqual([]);
      }),
      { numRuns: 10_000 },
    );
  });
});
