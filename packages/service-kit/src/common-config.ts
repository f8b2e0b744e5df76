import { accessConfig } from './access/access-config.ts';
import { environmentVariable } from './config.ts';
import { setting } from './settings.ts';

/** Where a process runs. */
export const environmentConfig = {
  [environmentVariable]: setting.choice({
    choices: ['local', 'production'],
    fallback: 'local',
    description: '`production`: what stands in for a secret, or an open door, in the local stack is refused',
  }),
} as const;

/** Variables of every process that serves HTTP, with its own default port. */
export const processConfig = (defaults: { readonly httpPort: number }) =>
  ({
    ...environmentConfig,
    HTTP_HOST: setting.text({ fallback: '127.0.0.1', description: 'Address to listen on' }),
    PRIVATE_NETWORK: setting.flag({
      fallback: false,
      description:
        'Says that the network keeps strangers out (of a container, say): without authentication it may then listen beyond loopback',
    }),
    HTTP_PORT: setting.port({ fallback: defaults.httpPort, description: 'Port to listen on; 0 takes a free one' }),
    LOG_LEVEL: setting.choice({
      choices: ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'],
      fallback: 'info',
      description: 'Least level that is logged',
    }),
    LOG_PRETTY: setting.flag({ optional: true, description: 'Lines for people; default: when output is a terminal' }),
    DRAIN_DEADLINE_MS: setting.integer({
      fallback: 15_000,
      min: 100,
      max: 600_000,
      description: 'Time a stop has to finish what is running; then exit code 1',
    }),
    SHUTDOWN_GRACE_MS: setting.integer({
      fallback: 0,
      min: 0,
      max: 120_000,
      description: 'Time between "not ready" and "no new connections", for load balancers to notice',
    }),
  }) as const;

/** The log. */
export const natsConfig = {
  NATS_URL: setting.url({
    protocols: ['nats:', 'tls:'],
    list: true,
    fallback: 'nats://127.0.0.1:4222',
    description: 'NATS servers',
  }),
  NATS_USER: setting.text({ optional: true, localOnly: true, description: 'User at NATS' }),
  NATS_PASSWORD: setting.secret({ optional: true, localOnly: true, description: 'Password at NATS' }),
  STREAM_REPLICAS: setting.integer({ fallback: 1, min: 1, max: 5, description: 'Replicas of each stream' }),
  STREAM_MAX_AGE_HOURS: setting.integer({
    fallback: 168,
    min: 1,
    max: 8_760,
    description: 'How long messages are kept; the longest outage that loses nothing',
  }),
  ORDERS_MAX_BYTES: setting.integer({
    fallback: 4 * 1024 ** 3,
    min: 1024 ** 2,
    max: Number.MAX_SAFE_INTEGER,
    description: 'Size of the stream ORDERS, in bytes',
  }),
  STREAM_MAX_BYTES: setting.integer({
    fallback: 2 * 1024 ** 3,
    min: 1024 ** 2,
    max: Number.MAX_SAFE_INTEGER,
    description: 'Size of each other stream, in bytes',
  }),
  ACK_WAIT_MS: setting.integer({
    fallback: 30_000,
    min: 1_000,
    max: 600_000,
    description: 'How long a process may hold a message in silence before another gets it',
  }),
} as const;

export const databaseConfig = (defaults: { readonly databaseUrl: string }) =>
  ({
    DATABASE_URL: setting.url({
      protocols: ['postgres:', 'postgresql:'],
      secret: true,
      fallback: defaults.databaseUrl,
      localOnly: true,
      description: 'Database of the service, as its runtime role',
    }),
  }) as const;

/** What the three services have in common. A service spreads it and adds its own. */
export const commonConfig = (defaults: { readonly httpPort: number; readonly databaseUrl: string }) =>
  ({ ...processConfig(defaults), ...accessConfig, ...natsConfig, ...databaseConfig(defaults) }) as const;
