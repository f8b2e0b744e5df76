import { hash, randomBytes, timingSafeEqual } from 'node:crypto';
import { AppError } from '@orderflow/errors';
import { allCustomers, isCustomerId, isScope, scopes as knownScopes, type Principal, type Scope } from './principal.ts';

/** Begins every key, so that one that leaked is found by its look, and redacted. */
const keyPrefix = 'ofk_';
const keyPattern = /^ofk_[\w-]{43}$/;
const hashPattern = /^sha256:[0-9a-f]{64}$/;

/** A line of `API_KEYS`. */
interface KeyLine {
  /** `sha256:` and the hash of the key, hexadecimal. */
  readonly hash: string;
  /** Id of the customer it acts for; `*`: for all. */
  readonly customer: string;
  readonly scopes: readonly Scope[];
  /** For logs. */
  readonly name: string;
}

// A slow hash protects what people think up. A key is 256 random bits: nobody tries them out, however fast the hash.
const digestOf = (key: string): string => `sha256:${hash('sha256', key)}`;

export interface ApiKeyRequest {
  readonly customer: string;
  readonly scopes: readonly string[];
  readonly name: string;
}

/** A new key, to be shown once, and the line to store: the key cannot be told from it. Throws CONFIG_INVALID. */
export const createApiKey = ({
  customer,
  scopes,
  name,
}: ApiKeyRequest): { readonly key: string; readonly line: string } => {
  const key = `${keyPrefix}${randomBytes(32).toString('base64url')}`;
  const line = JSON.stringify({ hash: digestOf(key), customer, scopes, name });
  const problem = problemOf(JSON.parse(line));
  if (problem !== undefined) throw new AppError('CONFIG_INVALID', `The key cannot be made: ${problem}.`);
  return { key, line };
};

const problemOf = (line: unknown): string | undefined => {
  if (typeof line !== 'object' || line === null) return 'it must be an object';
  const fields: Partial<Record<string, unknown>> = { ...line };
  if (typeof fields.hash !== 'string' || !hashPattern.test(fields.hash))
    return '`hash` must be sha256: and 64 hex digits';
  if (fields.customer !== allCustomers && !isCustomerId(fields.customer)) {
    return '`customer` must be the id of a customer (1 to 64 visible ASCII characters), or * for all';
  }
  if (!Array.isArray(fields.scopes) || fields.scopes.length === 0 || !fields.scopes.every(isScope)) {
    return `\`scopes\` must be a list of ${knownScopes.join(', ')}`;
  }
  if (typeof fields.name !== 'string' || fields.name === '') return '`name` must be a text';
  return undefined;
};

const isKeyLine = (line: unknown): line is KeyLine => problemOf(line) === undefined;

/** Reads the lines, one JSON object each. Throws CONFIG_INVALID, naming the line by its number and never its content. */
const parseLines = (text: string): readonly KeyLine[] =>
  text.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return [];
    const parsed = parseJson(line);
    if (isKeyLine(parsed)) return [parsed];
    throw new AppError('CONFIG_INVALID', `API_KEYS, line ${index + 1}: ${problemOf(parsed)}.`);
  });

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** The keys a service knows. */
export interface ApiKeys {
  /** Whether a credential has the form of a key at all. */
  looksLikeKey(credential: string): boolean;
  /** Undefined: not one of the keys. */
  find(credential: string): Principal | undefined;
}

/** From the lines of `API_KEYS`. Throws CONFIG_INVALID. */
export const readApiKeys = (text: string): ApiKeys => {
  const known = new Map(
    parseLines(text).map(({ hash: digest, customer, scopes, name }) => {
      const customers: Principal['customers'] = customer === allCustomers ? 'all' : { only: customer };
      return [digest, { digest: Buffer.from(digest), principal: { name, customers, scopes: new Set(scopes) } }];
    }),
  );
  return {
    looksLikeKey: (credential) => keyPattern.test(credential),
    find: (credential) => {
      const digest = digestOf(credential);
      const candidate = known.get(digest);
      // The look-up goes by the hash, which nobody can steer; the comparison of the whole takes the same time always.
      return candidate && timingSafeEqual(candidate.digest, Buffer.from(digest)) ? candidate.principal : undefined;
    },
  };
};
