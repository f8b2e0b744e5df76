import { defaultTraceUiUrl } from '@orderflow/dead-letters';
import { type Config, commonConfig, setting } from '@orderflow/service-kit';

export const configSchema = {
  ...commonConfig({
    httpPort: 8081,
    databaseUrl: 'postgres://orderflow_order_app:orderflow@127.0.0.1:5432/orderflow_order',
  }),
  ORDER_DEADLINE_SECONDS: setting.integer({
    fallback: 120,
    min: 1,
    max: 86_400,
    description: 'How long an order may stay undecided; then it is cancelled',
  }),
  SWEEP_INTERVAL_MS: setting.integer({
    fallback: 1_000,
    min: 10,
    max: 60_000,
    description: 'How often orders are looked for on which something is due',
  }),
  PAYMENT_URL: setting.url({
    protocols: ['http:', 'https:'],
    fallback: 'http://127.0.0.1:8082',
    description: 'The payment service, asked for `expand=payment`',
  }),
  PAYMENT_API_KEY: setting.secret({
    optional: true,
    localOnly: true,
    description: 'Key for the payment service, with the scope `payments`',
  }),
  PAYMENT_TIMEOUT_MS: setting.integer({
    fallback: 1_000,
    min: 10,
    max: 30_000,
    description: 'Time the payment service has to answer; then the order is shown without its payment',
  }),
  ADMIN_NATS_USER: setting.text({
    optional: true,
    description: 'User at NATS for the admin API of dead letters; without one, and with NATS_USER set, that API is off',
  }),
  ADMIN_NATS_PASSWORD: setting.secret({ optional: true, description: 'Its password' }),
  TRACE_UI_URL: setting.url({
    protocols: ['http:', 'https:'],
    fallback: defaultTraceUiUrl,
    description: 'Where a trace is looked at: its id is appended',
  }),
} as const;

export type OrderConfig = Config<typeof configSchema>;
