import type { NatsConnection } from '@nats-io/transport-node';
import { inboxPrefix, type ServiceName, serviceTopology, streamNames } from '@orderflow/contracts';
import { type Bus, type ConsumeOptions, type DurableName, logging } from '@orderflow/eventbus';
import { connectNats, createJetStreamBus } from '@orderflow/eventbus/jetstream';
import type { Logger } from '@orderflow/telemetry/logger';
import type { Metrics } from '@orderflow/telemetry/metrics';
import type { natsConfig } from './common-config.ts';
import type { Config } from './config.ts';
import { awaitTopology, readinessParts } from './dependencies.ts';
import { type BreakerState, createBusObserver } from './observers.ts';
import type { Readiness } from './readiness.ts';

export interface OpenBusOptions {
  readonly service: ServiceName;
  readonly config: Config<typeof natsConfig>;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly readiness: Readiness;
  /** From `createBreakerObserver`: each stream that is written to has a breaker of its own. */
  readonly observeBreaker: (name: string) => (state: BreakerState) => void;
  /** The stream the service writes to; dead letters go to theirs. */
  readonly writesTo: string;
  readonly consume?: Readonly<Record<DurableName, ConsumeOptions>>;
  /** The connection was made again. */
  readonly onReconnected?: () => void;
}

export interface OpenedBus {
  readonly bus: Bus;
  /** Yours to close, after the bus is drained. */
  readonly connection: NatsConnection;
}

/**
 * Connects to the log, waits until its streams and durables are there, and makes the bus; its metrics exist before.
 * Rejects with TOPOLOGY_MISMATCH, or with the signal's reason.
 */
export const createOpenBus = (options: OpenBusOptions): ((signal: AbortSignal) => Promise<OpenedBus>) => {
  const { service, config, logger, metrics, readiness, observeBreaker, writesTo, consume } = options;
  const observer = createBusObserver(metrics, logger);
  const circuits = new Map(
    [writesTo, streamNames.deadLetters].map((stream) => [stream, observeBreaker(`publish ${stream}`)]),
  );
  const topology = serviceTopology(service, {
    replicas: config.STREAM_REPLICAS,
    maxAgeMs: config.STREAM_MAX_AGE_HOURS * 3_600_000,
    ordersMaxBytes: config.ORDERS_MAX_BYTES,
    otherMaxBytes: config.STREAM_MAX_BYTES,
    ackWaitMs: config.ACK_WAIT_MS,
  });

  return async (signal) => {
    let opened = false;
    const connection = await connectNats({
      servers: config.NATS_URL,
      name: service,
      user: config.NATS_USER,
      pass: config.NATS_PASSWORD,
      inboxPrefix: inboxPrefix(service),
      signal,
      onStatus: ({ state, detail }) => {
        const expected = state === 'connected' || readiness.draining;
        logger[expected ? 'info' : 'warn']({ state }, detail);
        if (!opened) readiness.set(readinessParts.log, 'down', detail);
        if (state === 'connected') options.onReconnected?.();
      },
    });
    opened = true;
    await awaitTopology(connection, topology, { readiness, logger, signal });
    const bus = createJetStreamBus({
      connection,
      topology,
      source: `/orderflow/${service}`,
      observer,
      middleware: [logging(logger)],
      onCircuit: (stream, state) => circuits.get(stream)?.(state),
      ...(consume && { consume }),
    });
    return { bus, connection };
  };
};
