import { AppError } from '@orderflow/errors';
import { shutdownTelemetry } from '@orderflow/telemetry';
import { createLogger, type Logger, type LogLevel } from '@orderflow/telemetry/logger';
import closeWithGrace from 'close-with-grace';

/** What a running service hands to its process. */
export interface RunningService {
  /**
   * Stops in order, see `stopInOrder`. The signal fires when the deadline has passed.
   * Rejects when something could not be finished.
   */
  stop(signal: AbortSignal): Promise<void>;
}

/** The variables of the process that `runService` itself uses; `processConfig` has them. */
export interface ProcessConfig {
  readonly LOG_LEVEL: LogLevel;
  readonly LOG_PRETTY: boolean | undefined;
  readonly DRAIN_DEADLINE_MS: number;
  readonly SHUTDOWN_GRACE_MS: number;
}

export interface StartContext<C> {
  readonly config: C;
  readonly logger: Logger;
  /** Fires when the process is told to stop while it still starts. */
  readonly signal: AbortSignal;
}

export interface ServiceProcess<C extends ProcessConfig> {
  /** Name in logs. */
  readonly name: string;
  /** Reads the configuration; an AppError CONFIG_INVALID ends the process with exit code 1. */
  readonly config: () => C;
  start(context: StartContext<C>): Promise<RunningService>;
}

/**
 * Resolves when the start has ended, well or because the process was told to stop: then it is stopped in order like any
 * other, for it may have requests in flight. Rejects with any other reason.
 */
export const unlessStopped = async (starting: Promise<void>, signal: AbortSignal): Promise<void> => {
  try {
    await starting;
  } catch (error) {
    if (!signal.aborted) throw error;
  }
};

// Signals that mean a bug or a debugger are left to Node.
const skip = [
  'SIGQUIT',
  'SIGILL',
  'SIGTRAP',
  'SIGABRT',
  'SIGBUS',
  'SIGFPE',
  'SIGSEGV',
  'SIGUSR2',
  'beforeExit',
] as const;

/** After the deadline there is this long for the last lines and spans; then the process ends whatever it does. */
const lastWordsMs = 2_000;

/**
 * A whole process: configuration → start → signals. SIGTERM or SIGINT: stop, flush telemetry, exit 0.
 * A second signal, the deadline (SHUTDOWN_GRACE_MS + DRAIN_DEADLINE_MS), an uncaught error: exit 1.
 */
export async function runService<C extends ProcessConfig>(service: ServiceProcess<C>): Promise<void> {
  const config = readOrExit(service);
  const logger = createLogger({
    service: service.name,
    level: config.LOG_LEVEL,
    ...(config.LOG_PRETTY === undefined ? {} : { pretty: config.LOG_PRETTY }),
  });
  const deadlineMs = config.SHUTDOWN_GRACE_MS + config.DRAIN_DEADLINE_MS;
  const stopping = new AbortController();
  const started = Promise.resolve().then(() => service.start({ config, logger, signal: stopping.signal }));

  closeWithGrace(
    {
      delay: deadlineMs + lastWordsMs,
      skip: [...skip],
      logger: false,
      onSecondSignal: (signal) => logger.error({ signal }, 'told to stop a second time: leaving at once'),
      onSecondError: (error) => logger.fatal({ err: error }, 'an uncaught error while stopping: leaving at once'),
      onTimeout: () => logger.error({ deadlineMs }, 'the deadline has passed: leaving with work unfinished'),
    },
    async ({ err, signal }) => {
      if (err !== undefined) {
        // What an uncaught error left behind is not known: nothing is finished, everything is delivered again.
        logger.fatal({ err }, 'uncaught error');
        return;
      }
      await stop({ logger, started, stopping, signal, deadlineMs });
    },
  );

  try {
    await started;
    logger.info('started');
  } catch (error) {
    if (stopping.signal.aborted) return;
    logger.fatal({ err: error }, `could not start: ${AppError.from(error).message}`);
    await shutdownTelemetry();
    process.exit(1);
  }
}

interface Stop {
  readonly logger: Logger;
  readonly started: Promise<RunningService>;
  readonly stopping: AbortController;
  readonly signal: string | undefined;
  readonly deadlineMs: number;
}

/** Rejects, for exit code 1, when something was left unfinished. */
async function stop({ logger, started, stopping, signal, deadlineMs }: Stop): Promise<void> {
  const begin = performance.now();
  logger.info({ signal, deadlineMs }, 'stopping');
  stopping.abort(new AppError('DRAINING', 'The process is stopping.'));
  const running = await started.catch(() => undefined);
  const outcome = await running?.stop(AbortSignal.timeout(deadlineMs)).then(
    () => undefined,
    (error: unknown) => AppError.from(error),
  );
  const tookMs = Math.round(performance.now() - begin);
  if (outcome === undefined) logger.info({ tookMs }, 'stopped');
  else logger.error({ err: outcome, tookMs }, `stopped with work unfinished: ${outcome.message}`);
  await shutdownTelemetry();
  if (outcome !== undefined) throw outcome;
}

function readOrExit<C extends ProcessConfig>(service: ServiceProcess<C>): C {
  try {
    return service.config();
  } catch (error) {
    const logger = createLogger({ service: service.name });
    const { code, message, details } = AppError.from(error);
    logger.fatal({ code, ...details }, message);
    process.exit(1);
  }
}
