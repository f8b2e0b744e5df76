import { type Config, processConfig, setting } from '@orderflow/service-kit';

export const configSchema = {
  ...processConfig({ httpPort: 8084 }),
  LEDGER_FILE: setting.text({
    fallback: '.orderflow/psp/ledger.jsonl',
    description: 'File of the captures and refunds; made when it is not there',
  }),
  SLOW_MS: setting.integer({ fallback: 3000, min: 0, max: 600_000, description: 'How long `tok_slow` takes' }),
  MAX_KEYS: setting.integer({
    fallback: 200_000,
    min: 1,
    max: 10_000_000,
    description: 'Idempotency keys that are remembered; the oldest are forgotten beyond it',
  }),
} as const;

export type PspConfig = Config<typeof configSchema>;
