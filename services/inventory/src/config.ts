import { type Config, commonConfig } from '@orderflow/service-kit';

/** Every variable inventory reads. */
export const configSchema = {
  ...commonConfig({
    httpPort: 8083,
    databaseUrl: 'postgres://orderflow_inventory_app:orderflow@127.0.0.1:5432/orderflow_inventory',
  }),
} as const;

export type InventoryConfig = Config<typeof configSchema>;
