import { type Config, commonConfig, setting } from '@orderflow/service-kit';

export const configSchema = {
  ...commonConfig({
    httpPort: 8082,
    databaseUrl: 'postgres://orderflow_payment_app:orderflow@127.0.0.1:5432/orderflow_payment',
  }),
  PAYMENT_GATEWAY: setting.choice({
    choices: ['stripe', 'simulated'],
    fallback: 'stripe',
    description: 'Who moves the money; `simulated` moves none and is for benchmarks and tests',
  }),
  STRIPE_BASE_URL: setting.url({
    protocols: ['http:', 'https:'],
    fallback: 'http://127.0.0.1:8084',
    localOnly: true,
    description: 'Where the Stripe API is: psp-simulator, or https://api.stripe.com',
  }),
  STRIPE_API_KEY: setting.secret({
    fallback: 'sk_test_orderflow',
    localOnly: true,
    description: 'Key for the Stripe API',
  }),
  GATEWAY_TIMEOUT_MS: setting.integer({
    fallback: 8_000,
    min: 10,
    max: 60_000,
    description: 'Time one call to the gateway has; then its outcome is unknown and it is repeated later',
  }),
  GATEWAY_HALF_OPEN_MS: setting.integer({
    fallback: 15_000,
    min: 10,
    max: 600_000,
    description: 'Time after which a gateway that kept failing is tried again',
  }),
  GATEWAY_KEY_HOURS: setting.integer({
    fallback: 23,
    min: 1,
    max: 23,
    description: 'How long a key is sent again; after it, payments are looked up (Stripe forgets keys after 24 hours)',
  }),
  PARK_INITIAL_MS: setting.integer({
    fallback: 500,
    min: 1,
    max: 60_000,
    description: 'Longest delay before a payment that failed is tried again; it doubles with each failure',
  }),
  PARK_MAX_MS: setting.integer({
    fallback: 30_000,
    min: 1,
    max: 3_600_000,
    description: 'Longest delay before a payment that keeps failing is tried again',
  }),
  SWEEP_INTERVAL_MS: setting.integer({
    fallback: 1_000,
    min: 5,
    max: 60_000,
    description: 'How often payments that were put off are looked for',
  }),
  SWEEP_CONCURRENCY: setting.integer({
    fallback: 32,
    min: 1,
    max: 1_000,
    description: 'Payments that were put off and are worked on at a time',
  }),
  SWEEP_LEASE_MS: setting.integer({
    fallback: 60_000,
    min: 50,
    max: 3_600_000,
    description: 'Time after which a payment is taken over from a process that died; above four gateway timeouts',
  }),
} as const;

export type PaymentConfig = Config<typeof configSchema>;
