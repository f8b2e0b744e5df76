import { AppError } from '@orderflow/errors';
import type { Config, Rule } from '../config.ts';
import { setting } from '../settings.ts';
import { readApiKeys } from './api-keys.ts';

/** Signatures that a public key verifies. With a shared secret whoever verifies could also issue. */
const algorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'] as const;

/** Who may call, and how often. */
export const accessConfig = {
  AUTH_MODE: setting.choice({
    choices: ['open', 'api-key', 'jwt'],
    fallback: 'open',
    localOnly: true,
    description:
      'How callers are known; `open`: everybody may do everything, on a loopback address or with PRIVATE_NETWORK',
  }),
  API_KEYS: setting.secret({
    optional: true,
    description: 'API keys as `orderflow keys create` prints them (hashed), a line each; with `jwt` beside the tokens',
  }),
  JWT_ISSUER: setting.text({ optional: true, description: '`iss` that tokens must have' }),
  JWT_AUDIENCE: setting.text({ optional: true, description: '`aud` that tokens must have: this installation' }),
  JWT_JWKS_URL: setting.url({
    optional: true,
    protocols: ['https:', 'http:'],
    description: 'Where the issuer publishes its keys (`jwks_uri`)',
  }),
  JWT_ALGORITHMS: setting.choices({
    choices: algorithms,
    fallback: ['RS256', 'ES256', 'EdDSA'],
    description: 'Signatures that are taken',
  }),
  JWT_CUSTOMER_CLAIM: setting.text({ fallback: 'sub', description: "Claim that holds the customer's id" }),
  JWT_SCOPE_CLAIM: setting.text({
    fallback: 'scope',
    description: 'Claim that holds the scopes, as a list or separated by blanks',
  }),
  RATE_LIMIT_PER_SECOND: setting.integer({
    optional: true,
    min: 0,
    max: 1_000_000,
    description:
      'Requests a second of one customer (or credential for many, or address) to one process; 0: no limit. Default: ' +
      'none where `AUTH_MODE` is `open`, else 200',
  }),
  RATE_LIMIT_BURST: setting.integer({
    optional: true,
    min: 1,
    max: 1_000_000,
    description: 'Requests that may come at once; default: what may come in two seconds',
  }),
  HTTP_MAX_CONNECTIONS: setting.integer({
    fallback: 4_000,
    min: 1,
    max: 1_000_000,
    description: 'Connections open at a time; one more is closed at once',
  }),
  HTTP_MAX_IN_FLIGHT: setting.integer({
    fallback: 3_000,
    min: 1,
    max: 1_000_000,
    description: 'Requests not answered yet, those that wait among them; one more is answered 503 `QUEUE_FULL`',
  }),
} as const;

export type AccessConfig = Config<typeof accessConfig>;

/** Whether only processes of the same machine reach what listens there. */
const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);

/** Where a process listens, and whether somebody has seen to it that no stranger gets there. */
interface Exposure {
  readonly HTTP_HOST: string;
  readonly PRIVATE_NETWORK: boolean;
}

const isExposed = ({ HTTP_HOST, PRIVATE_NETWORK }: Exposure): boolean => !PRIVATE_NETWORK && !isLoopback(HTTP_HOST);
const orPrivate = 'or PRIVATE_NETWORK to true where the network itself keeps strangers out';

/** What the variables of access must be to each other. */
export const accessRules: Rule<AccessConfig & Exposure> = (config) => [
  ...exposureProblems(config),
  ...keyProblems(config),
  ...tokenProblems(config),
];

/** For a process that knows no authentication at all. */
export const loopbackOnly: Rule<Exposure> = (config) =>
  isExposed(config)
    ? [
        `HTTP_HOST is "${config.HTTP_HOST}": whoever reaches this process may do everything; set it to 127.0.0.1, ${orPrivate}`,
      ]
    : [];

const exposureProblems = (config: AccessConfig & Exposure): string[] =>
  config.AUTH_MODE === 'open' && isExposed(config)
    ? [
        `HTTP_HOST is "${config.HTTP_HOST}" and AUTH_MODE is \`open\`: whoever reaches the port could do everything; set ` +
          `AUTH_MODE to \`api-key\` or \`jwt\`, HTTP_HOST to 127.0.0.1, ${orPrivate}`,
      ]
    : [];

const keyProblems = ({ AUTH_MODE, API_KEYS }: AccessConfig): string[] => {
  if (API_KEYS === undefined) {
    const missing = 'API_KEYS is not set: AUTH_MODE is `api-key`, so it must hold what `orderflow keys create` prints';
    return AUTH_MODE === 'api-key' ? [missing] : [];
  }
  try {
    readApiKeys(API_KEYS);
    return [];
  } catch (error) {
    return [AppError.from(error).message.replace(/\.$/, '')];
  }
};

const tokenProblems = ({ AUTH_MODE, JWT_ISSUER, JWT_AUDIENCE, JWT_JWKS_URL }: AccessConfig): string[] => {
  if (AUTH_MODE !== 'jwt') return [];
  const problems = Object.entries({ JWT_ISSUER, JWT_AUDIENCE, JWT_JWKS_URL }).flatMap(([name, value]) =>
    value === undefined ? [`${name} is not set: AUTH_MODE is \`jwt\`, so it must be (${describe(name)})`] : [],
  );
  if (JWT_JWKS_URL !== undefined && isEavesdropped(new URL(JWT_JWKS_URL))) {
    problems.push(`JWT_JWKS_URL is "${JWT_JWKS_URL}": whoever sits between could put in keys of his own; use https`);
  }
  return problems;
};

const isEavesdropped = ({ protocol, hostname }: URL): boolean => protocol !== 'https:' && !isLoopback(hostname);

const describe = (name: string): string =>
  Object.entries(accessConfig).find(([one]) => one === name)?.[1].description ?? '';
