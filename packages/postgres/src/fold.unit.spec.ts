import { describe, expect, it } from 'vitest';
import { createFold } from './fold.ts';
import type { Client } from './pool.ts';

interface Account {
  readonly balance: number;
}
interface Deposit {
  readonly account: string;
  readonly amount: number;
}

/** The fold has no use for its client but to hand it on. */
const client = {} as Client;
const statement = Promise.resolve();

const bank = (rows: Record<string, Account>) => {
  const log: string[] = [];
  const saved: Array<ReadonlyMap<string, Account>> = [];
  const execute = createFold<Deposit, Account, number>({
    keyOf: ({ account }) => account,
    load: async (given, keys) => {
      expect(given).toBe(client);
      log.push(`load ${keys.join()}`);
      return new Map(keys.flatMap((key) => (rows[key] ? [[key, rows[key]]] : [])));
    },
    apply: (state, { amount }) => {
      if (amount === 0) return { state, answer: state.balance };
      const balance = state.balance + amount;
      return { state: { balance }, answer: balance };
    },
    save: (_, changed) => {
      log.push(`save ${[...changed.keys()].join()}`);
      saved.push(changed);
      return [statement];
    },
  });
  const unawaited: Promise<unknown>[] = [];
  const run = (batch: readonly Deposit[]) => execute(client, batch, (one) => unawaited.push(one));
  return { execute: run, log, saved, unawaited };
};

describe('a fold', () => {
  it('keeps both of two requests for one key, and writes the row once', async () => {
    const { execute, saved } = bank({ a: { balance: 1 } });

    expect(
      await execute([
        { account: 'a', amount: 2 },
        { account: 'a', amount: 3 },
      ]),
    ).toEqual([3, 6]);
    expect(saved).toEqual([new Map([['a', { balance: 6 }]])]);
  });

  it('loads each key once and sorted, saves in the same order, answers by position', async () => {
    const { execute, log, unawaited } = bank({ a: { balance: 1 }, b: { balance: 10 }, c: { balance: 100 } });
    const batch = ['c', 'a', 'c', 'b'].map((account) => ({ account, amount: 1 }));

    expect(await execute(batch)).toEqual([101, 2, 102, 11]);
    expect(log).toEqual(['load a,b,c', 'save a,b,c']);
    expect(unawaited).toEqual([statement]);
  });

  it('writes only what changed', async () => {
    const { execute, saved } = bank({ a: { balance: 1 }, b: { balance: 1 } });
    await execute([
      { account: 'a', amount: 0 },
      { account: 'b', amount: 1 },
    ]);

    expect(saved).toEqual([new Map([['b', { balance: 2 }]])]);
  });

  it('writes nothing when nothing changed', async () => {
    const { execute, log } = bank({ a: { balance: 1 } });

    expect(await execute([{ account: 'a', amount: 0 }])).toEqual([1]);
    expect(log).toEqual(['load a']);
  });

  it('names the row that load left out', async () => {
    await expect(bank({}).execute([{ account: 'a', amount: 1 }])).rejects.toThrow(
      'the row of a was neither made nor read',
    );
  });
});
