import type { DiagLogger } from '@opentelemetry/api';

/** A collector that is away fails every few seconds: one line in this time. */
const quietMs = 60_000;

export interface SdkLogOptions {
  /** Writes one warning. */
  readonly warn: (fields: Readonly<Record<string, unknown>>, message: string) => void;
  /** Where spans are sent, as it is in the environment. */
  readonly endpoint: string;
  /** Monotonic milliseconds. */
  readonly now?: () => number;
}

export interface SdkLog {
  /** For `diag.setLogger`. */
  readonly logger: DiagLogger;
  /** The SDK has read its settings: from now on what fails is work, which may fail all the time. */
  running(): void;
}

/**
 * Turns what the SDK complains about into warnings that say what to do. While it reads its settings each complaint is one;
 * later only errors and lost spans are, at most one a minute, with the number of those in between.
 */
export const createSdkLog = ({ warn, endpoint, now = () => performance.now() }: SdkLogOptions): SdkLog => {
  let isRunning = false;
  let quietUntil = Number.NEGATIVE_INFINITY;
  let unsaid = 0;

  const complain = (text: string): void => {
    if (!isRunning) {
      warn({}, `OpenTelemetry: ${text.replace(/\.$/, '')}. Look at the variables OTEL_*`);
      return;
    }
    if (now() < quietUntil) {
      unsaid += 1;
      return;
    }
    quietUntil = now() + quietMs;
    const since = { ...(unsaid > 0 && { unsaid }) };
    unsaid = 0;
    warn(
      { endpoint, reason: reasonIn(text), ...since },
      'spans are lost; nothing else is. Look after the collector, or set OTEL_EXPORTER_OTLP_ENDPOINT to where it is',
    );
  };

  const ignore = (): void => {};
  return {
    logger: {
      error: complain,
      // Of what the SDK warns of while it runs, spans that find no room are the one loss.
      warn: (text) => {
        if (!isRunning || /^Dropped \d+ spans /.test(text)) complain(text);
      },
      info: ignore,
      debug: ignore,
      verbose: ignore,
    },
    running: () => {
      isRunning = true;
    },
  };
};

/** The SDK writes exceptions as JSON, with their stacks. */
const reasonIn = (text: string): string => {
  try {
    const { message } = JSON.parse(text) as { readonly message?: string };
    return message ?? text;
  } catch {
    return text;
  }
};
