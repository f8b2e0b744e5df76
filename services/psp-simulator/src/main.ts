import { listen, loopbackOnly, readConfig, runService } from '@orderflow/service-kit';
import { configSchema, createPspApp } from './app.ts';

await runService({
  name: 'psp-simulator',
  config: () => readConfig(configSchema, process.env, loopbackOnly),
  start: async ({ config, logger }) => {
    const app = await createPspApp(config, logger);
    const address = await listen(app.http, config);
    logger.info({ address }, 'listening');
    return { stop: () => app.stop() };
  },
});
