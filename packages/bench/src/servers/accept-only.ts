// The order service as it is, but for its messages: those stay in the log, so that its CPU is that of accepting alone.
import { configSchema, createOrderApp } from '@orderflow/order';
import { accessRules, listen, readConfig, runService, unlessStopped } from '@orderflow/service-kit';

await runService({
  name: 'order',
  config: () => readConfig(configSchema, process.env, accessRules),
  start: async ({ config, logger, signal }) => {
    const app = await createOrderApp(config, { logger, takesMessages: false });
    await listen(app.http, config);
    await unlessStopped(app.start(signal), signal);
    return { stop: (deadline) => app.stop(deadline) };
  },
});
