import { environmentConfig, natsConfig, setting } from '@orderflow/service-kit';

/** The environment we were started with: the one place that reads it. */
export const hostEnvironment: NodeJS.ProcessEnv = process.env;

/** Ports of the local stack. HTTP ports that are taken stop the start; so does any port that was set. */
export const portsConfig = {
  ORDER_PORT: setting.port({ fallback: 8081, description: 'HTTP port of the order service' }),
  PAYMENT_PORT: setting.port({ fallback: 8082, description: 'HTTP port of the payment service' }),
  INVENTORY_PORT: setting.port({ fallback: 8083, description: 'HTTP port of the inventory service' }),
  PSP_PORT: setting.port({ fallback: 8084, description: 'HTTP port of psp-simulator' }),
  NATS_PORT: setting.port({ fallback: 4222, description: 'Port of nats-server; unset and taken, a free one is used' }),
  NATS_MONITOR_PORT: setting.port({
    fallback: 8222,
    description: 'HTTP monitoring port of nats-server; unset and taken, a free one is used',
  }),
  POSTGRES_PORT: setting.port({ fallback: 5432, description: 'Port of Postgres; unset and taken, a free one is used' }),
} as const;

/** What is shown at the services where they ask for it. */
export const clientConfig = {
  ORDERFLOW_API_KEY: setting.secret({
    optional: true,
    description:
      'Key with the scope `admin`: with it the catalogue is seeded, `load` sends its orders and `order` looks one up',
  }),
} as const;

/** Passwords of the users of the local stack's nats-server. */
export const natsUsersConfig = {
  NATS_SETUP_PASSWORD: setting.secret({
    optional: true,
    description: 'Password of the NATS user `setup`; default: made at each start',
  }),
  NATS_ORDER_PASSWORD: setting.secret({
    optional: true,
    description: 'Password of the NATS user `order`; default: made at each start',
  }),
  NATS_PAYMENT_PASSWORD: setting.secret({
    optional: true,
    description: 'Password of the NATS user `payment`; default: made at each start',
  }),
  NATS_INVENTORY_PASSWORD: setting.secret({
    optional: true,
    description: 'Password of the NATS user `inventory`; default: made at each start',
  }),
  NATS_LETTERS_PASSWORD: setting.secret({
    optional: true,
    description: 'Password of the NATS user `letters`, for the admin API; default: made at each start',
  }),
} as const;

/** What `orderflow setup` reads: its own identity at NATS and Postgres, and what it hands out. */
export const setUpConfig = {
  ...environmentConfig,
  ...natsConfig,
  POSTGRES_ADMIN_URL: setting.url({
    protocols: ['postgres:', 'postgresql:'],
    secret: true,
    fallback: 'postgres://orderflow:orderflow@127.0.0.1:5432/postgres',
    localOnly: true,
    description: 'Postgres, as a role that may create databases and roles',
  }),
  DATABASE_OWNER_PASSWORD: setting.secret({
    fallback: 'orderflow',
    localOnly: true,
    description: 'Password given to the roles that own the databases and run migrations',
  }),
  DATABASE_PASSWORD: setting.secret({
    fallback: 'orderflow',
    localOnly: true,
    description: 'Password given to the roles that the services connect as',
  }),
  ORDER_DATABASE_PASSWORD: setting.secret({ optional: true, description: 'That of the role of order alone' }),
  PAYMENT_DATABASE_PASSWORD: setting.secret({ optional: true, description: 'That of the role of payment alone' }),
  INVENTORY_DATABASE_PASSWORD: setting.secret({ optional: true, description: 'That of the role of inventory alone' }),
} as const;
