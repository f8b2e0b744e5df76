import { loopbackOnly, readConfig, runService } from '@orderflow/service-kit';
import { configSchema, createPspApp } from './app.ts';

await runService({
  name: 'psp-simulator',
  config: () => readConfig(configSchema, process.env, loopbackOnly),
  start: async ({ config, logger }) => {
    const app = await createPspApp(config, logger);
    const address = await app.http.listen({ host: config.HTTP_HOST, port: config.HTTP_PORT });
    logger.info({ address }, 'listening');
    return { stop: () => app.stop() };
  },
});
