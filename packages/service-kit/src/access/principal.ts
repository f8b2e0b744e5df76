import { AppError } from '@orderflow/errors';

/**
 * What a credential may do.
 * - `customer`: create, read and cancel orders, of its own customer only unless it stands for all; read the catalogue;
 * - `payments`: read the payment of any order; for the order service;
 * - `admin`: everything, the catalogue, the stock and dead letters among it.
 */
export const scopes = ['customer', 'payments', 'admin'] as const;

export type Scope = (typeof scopes)[number];

/** What a route asks for: a scope, or nothing. */
export type RouteAccess = Scope | 'operational';

export const isScope = (value: unknown): value is Scope => scopes.some((scope) => scope === value);

/** Who sent a request. */
export interface Principal {
  /** Names the credential in logs and limits: never the credential itself. */
  readonly name: string;
  /** Whose orders it may see and make. An administrator's are everybody's, whatever stands here. */
  readonly customers: 'all' | 'none' | { readonly only: string };
  readonly scopes: ReadonlySet<Scope>;
}

/** Everybody, where no authentication is configured. */
export const everybody: Principal = { name: 'everybody', customers: 'all', scopes: new Set<Scope>(['admin']) };

export const permits = ({ scopes: granted }: Principal, access: Scope): boolean =>
  granted.has(access) || granted.has('admin');

/**
 * The customer whose things the principal may touch; undefined: everybody's. Things of another customer are to be treated
 * as if they did not exist. Throws FORBIDDEN when it acts for nobody.
 */
export const ownerOf = ({ customers, scopes: granted }: Principal): string | undefined => {
  if (customers === 'all' || granted.has('admin')) return undefined;
  if (customers === 'none') throw new AppError('FORBIDDEN', 'This credential names no customer that it acts for.');
  return customers.only;
};

/** Throws FORBIDDEN when the principal does not act for the customer. */
export const demandCustomer = (principal: Principal, customerId: string): void => {
  const owner = ownerOf(principal);
  if (owner === undefined || owner === customerId) return;
  throw new AppError('FORBIDDEN', `This credential acts for customer ${owner}, not for ${customerId}.`);
};

/** Ids of customers: visible ASCII, and not the sign for all of them. */
export const isCustomerId = (value: unknown): value is string =>
  typeof value === 'string' && /^[\x21-\x7e]{1,64}$/.test(value) && value !== allCustomers;

/** In place of a customer's id, in the line of an API key: it acts for all. */
export const allCustomers = '*';
