import { accessRules, listen, readConfig, runService, unlessStopped } from '@orderflow/service-kit';
import { configSchema, createInventoryApp } from './app.ts';

await runService({
  name: 'inventory',
  config: () => readConfig(configSchema, process.env, accessRules),
  start: async ({ config, logger, signal }) => {
    const app = await createInventoryApp(config, { logger });
    const address = await listen(app.http, config);
    logger.info({ address }, 'listening');
    await unlessStopped(app.start(signal), signal);
    return { stop: (deadline) => app.stop(deadline) };
  },
});
