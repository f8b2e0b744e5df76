import { openRequestSpan, operational } from '@orderflow/service-kit';
import fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import { createBooks } from './books/books.ts';
import { openLedger } from './books/ledger.ts';
import type { PspConfig } from './config.ts';
import { createFaults } from './faults.ts';
import { registerAdmin } from './http/admin.ts';
import { answerAdminError, answerNotFound } from './http/admin-errors.ts';
import { registerApi } from './http/api.ts';
import { createProvider } from './provider.ts';

export { configSchema, type PspConfig } from './config.ts';

export interface PspApp {
  readonly http: FastifyInstance;
  /** Finishes what runs, lets go of what hangs, closes the ledger. */
  stop(): Promise<void>;
}

export type PspAppConfig = Pick<PspConfig, 'LEDGER_FILE' | 'SLOW_MS' | 'MAX_KEYS'>;

/** Reads the ledger and wires the simulator. Does not listen. */
export async function createPspApp(config: PspAppConfig, logger?: FastifyBaseLogger): Promise<PspApp> {
  const books = createBooks(config.MAX_KEYS);
  const ledger = await openLedger(config.LEDGER_FILE, books.apply);
  const faults = createFaults();
  const provider = createProvider({ books, ledger, slowMs: config.SLOW_MS });

  const http: FastifyInstance = fastify({
    ...(logger && { loggerInstance: logger }),
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: 16_384,
    frameworkErrors: answerAdminError,
    ajv: { customOptions: { removeAdditional: false } },
  });
  http.addHook('onRequest', openRequestSpan);
  http.setErrorHandler(answerAdminError);
  http.setNotFoundHandler(answerNotFound);
  http.get('/healthz', { config: operational }, async () => ({ state: 'ok' }));
  http.get('/readyz', { config: operational }, async () => ({ state: 'ok', parts: { ledger: { state: 'ok' } } }));
  await http.register(
    (api, _options, done) => {
      registerApi(api, { provider, books, faults });
      done();
    },
    { prefix: '/v1' },
  );
  await http.register((admin, _options, done) => {
    registerAdmin(admin, { ledger, books, faults });
    done();
  });
  // Calls that hang are requests in flight: close() would wait for them.
  http.addHook('preClose', async () => faults.clear());

  return {
    http,
    stop: async () => {
      await http.close();
      await ledger.close();
    },
  };
}
