/** How long a collector that does not answer may hold up a stop. */
const flushTimeoutMs = 1_500;

let flush: (() => Promise<void>) | undefined;

/** Called by what starts tracing, with what ends it. */
export function onShutdown(end: () => Promise<void>): void {
  flush = end;
}

/**
 * Exports the spans that wait and stops the SDK. Never rejects, never takes long: a collector that is away must not
 * keep a process alive. Does nothing when tracing is off.
 */
export async function shutdownTelemetry(): Promise<void> {
  const end = flush;
  flush = undefined;
  if (end === undefined) return;
  const { promise: timeout, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, flushTimeoutMs);
  await Promise.race([end(), timeout]).catch((error: unknown) => {
    process.stderr.write(`spans may be lost: ${error instanceof Error ? error.message : String(error)}\n`);
  });
  clearTimeout(timer);
}
