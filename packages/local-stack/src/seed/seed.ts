import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '@orderflow/errors';
import { waitUntil } from '../process/wait-until.ts';
import { type SeedProduct, seedProducts } from './products.ts';

export interface SeedReport {
  readonly created: number;
  readonly present: number;
}

export interface SeedOptions {
  readonly inventoryUrl: string;
  /** Where the services ask for one: with the scope `admin`. */
  readonly apiKey?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

interface Inventory {
  readonly inventoryUrl: string;
  /** With the credential, where there is one. */
  readonly headers: Readonly<Record<string, string>>;
}

interface ProductPage {
  readonly items: ReadonlyArray<{ readonly sku: string; readonly stock: { readonly available: number } }>;
  readonly nextCursor?: string | null;
}

const patienceMs = 30_000;
const pauseMs = 500;

/** Rejects with DEPENDENCY_UNAVAILABLE when nobody answers; what the server said is not looked at. */
const send = async (url: string, request: RequestInit): Promise<Response> => {
  try {
    return await fetch(url, { ...request, signal: AbortSignal.timeout(10_000) });
  } catch (cause) {
    // What fetch says is that it failed; why is in its cause.
    const why = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
    const reason = why instanceof Error ? why.message : String(why);
    throw new AppError('DEPENDENCY_UNAVAILABLE', `${request.method} ${url} got no answer: ${reason}.`, { cause });
  }
};

/** A 503 means "again, it is safe": services that have just started on a busy machine say so. */
const call = async (url: string, method: string, headers: Record<string, string>, body: unknown): Promise<Response> => {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const response = await send(url, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
    // 412: there already, perhaps changed since by its owner. That is what "seed again" may find.
    if (response.ok || response.status === 412) return response;
    const answer = `${method} ${url} answered ${response.status}: ${await response.text()}`;
    if (response.status !== 503 || performance.now() > deadline) throw new AppError('DEPENDENCY_UNAVAILABLE', answer);
    await delay(pauseMs);
  }
};

/** The product if it is not there yet, and its stock once: the key of the adjustment is kept for ever. */
const seedProduct = async ({ inventoryUrl, headers }: Inventory, product: SeedProduct): Promise<boolean> => {
  const url = `${inventoryUrl}/products/${product.sku}`;
  const body = { name: product.name, price: { amount: product.amount, currency: 'EUR' } };
  const { status } = await call(url, 'PUT', { ...headers, 'if-none-match': '*' }, body);
  if (product.stock > 0) {
    const adjustment = { delta: product.stock, reason: 'seed' };
    await call(
      `${url}/stock-adjustments`,
      'POST',
      { ...headers, 'idempotency-key': `seed-${product.sku}` },
      adjustment,
    );
  }
  return status === 201;
};

/** Skus whose stock has been counted in, over all pages. */
const stocked = async ({ inventoryUrl, headers }: Inventory): Promise<ReadonlySet<string>> => {
  const skus = new Set<string>();
  let cursor: string | null | undefined = '';
  do {
    const query: string = cursor ? `?limit=100&cursor=${encodeURIComponent(cursor)}` : '?limit=100';
    const response = await fetch(`${inventoryUrl}/products${query}`, {
      headers,
      signal: AbortSignal.timeout(10_000),
    });
    if (!response.ok) throw new Error(`GET /products answered ${response.status}`);
    const page = (await response.json()) as ProductPage;
    for (const item of page.items) if (item.stock.available > 0) skus.add(item.sku);
    cursor = page.nextCursor;
  } while (cursor);
  return skus;
};

/** Puts the small catalogue in through the inventory service's own interface. Run again it changes nothing. */
export const seed = async ({ inventoryUrl, apiKey, signal }: SeedOptions): Promise<SeedReport> => {
  const inventory = { inventoryUrl, headers: apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` } };
  const outcomes: boolean[] = [];
  for (const product of seedProducts) {
    signal?.throwIfAborted();
    outcomes.push(await seedProduct(inventory, product));
  }
  const created = outcomes.filter(Boolean).length;
  if (created > 0) {
    const expected = seedProducts.filter((product) => product.stock > 0).length;
    await waitUntil(async () => (await stocked(inventory)).size >= expected, {
      timeoutMs: 30_000,
      describe: 'the stock of the seeded products to be counted in',
      ...(signal ? { signal } : {}),
    });
  }
  return { created, present: seedProducts.length - created };
};
