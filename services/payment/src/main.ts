import { accessRules, readConfig, runService, unlessStopped } from '@orderflow/service-kit';
import { configSchema, createPaymentApp } from './app.ts';

await runService({
  name: 'payment',
  config: () => readConfig(configSchema, process.env, accessRules),
  start: async ({ config, logger, signal }) => {
    const app = await createPaymentApp(config, { logger });
    const address = await app.http.listen({ host: config.HTTP_HOST, port: config.HTTP_PORT });
    logger.info({ address }, 'listening');
    await unlessStopped(app.start(signal), signal);
    return { stop: (deadline) => app.stop(deadline) };
  },
});
