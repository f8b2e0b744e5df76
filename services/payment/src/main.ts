import { accessRules, listen, readConfig, runService, unlessStopped } from '@orderflow/service-kit';
import { configSchema, createPaymentApp } from './app.ts';

await runService({
  name: 'payment',
  config: () => readConfig(configSchema, process.env, accessRules),
  start: async ({ config, logger, signal }) => {
    const app = await createPaymentApp(config, { logger });
    const address = await listen(app.http, config);
    logger.info({ address }, 'listening');
    await unlessStopped(app.start(signal), signal);
    return { stop: (deadline) => app.stop(deadline) };
  },
});
