import { describe, expect, it, vi } from 'vitest';
import { createCatalogCopy } from './catalog-copy.ts';

const price = { amount: 100, currency: 'EUR' };

/** A copy, and what puts and removes products in it, each with the next revision. */
const start = () => {
  const copy = createCatalogCopy();
  let revision = 0;
  return {
    copy,
    put: (sku: string) => copy.apply({ sku, revision: ++revision, product: { sku, name: sku, price, revision } }),
    remove: (sku: string) => copy.apply({ sku, revision: ++revision, product: undefined }),
    skus: (after?: string, limit = 100) => copy.page(after, limit).products.map(({ sku }) => sku),
  };
};

describe('the copy of the catalogue', () => {
  it('is in order, whatever came and went before and after it was first read', () => {
    const { copy, put, remove, skus } = start();
    for (const sku of ['d', 'b', 'f']) put(sku);
    expect(skus()).toEqual(['b', 'd', 'f']);
    for (const sku of ['c', 'a', 'g', 'e']) put(sku);
    expect(skus()).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g']);
    for (const sku of ['a', 'd', 'g', 'not there']) remove(sku);
    expect(skus()).toEqual(['b', 'c', 'e', 'f']);
    put('d');
    put('d');
    expect(skus()).toEqual(['b', 'c', 'd', 'e', 'f']);
    expect(copy.size).toBe(5);
  });

  it('gives pages that go on after a sku, also one that is gone', () => {
    const { copy, put, remove, skus } = start();
    for (const sku of ['a', 'b', 'c', 'd']) put(sku);
    expect(skus('b')).toEqual(['c', 'd']);
    remove('b');
    expect(skus('b', 1)).toEqual(['c']);
    expect(copy.page('b', 1).more).toBe(true);
    expect(copy.page('c', 1).more).toBe(false);
  });

  it('passes a change over that is not newer than what it knows', () => {
    const { copy, put, remove, skus } = start();
    put('a');
    remove('a');
    copy.apply({ sku: 'a', revision: 1, product: { sku: 'a', name: 'old', price, revision: 1 } });
    expect(skus()).toEqual([]);
  });

  it('sorts once: a product that comes or goes after that is no reason to sort all others again', () => {
    const { put, remove, skus } = start();
    for (const sku of ['d', 'b', 'f']) put(sku);
    const sorts = [vi.spyOn(Array.prototype, 'sort'), vi.spyOn(Array.prototype, 'toSorted')];
    const sorted = () => sorts.reduce((sum, { mock }) => sum + mock.calls.length, 0);
    expect(skus()).toEqual(['b', 'd', 'f']);
    const once = sorted();
    put('c');
    remove('d');
    expect(skus()).toEqual(['b', 'c', 'f']);
    expect(sorted()).toBe(once);
    vi.restoreAllMocks();
  });
});
