import type { TopologyOptions } from '@orderflow/contracts';

interface StreamSettings {
  readonly STREAM_REPLICAS: number;
  readonly STREAM_MAX_AGE_HOURS: number;
  readonly ORDERS_MAX_BYTES: number;
  readonly STREAM_MAX_BYTES: number;
  readonly ACK_WAIT_MS: number;
}

/** What the environment says of the streams, in the terms of the topology. */
export const topologyOptions = (config: StreamSettings): TopologyOptions => ({
  replicas: config.STREAM_REPLICAS,
  maxAgeMs: config.STREAM_MAX_AGE_HOURS * 3_600_000,
  ordersMaxBytes: config.ORDERS_MAX_BYTES,
  otherMaxBytes: config.STREAM_MAX_BYTES,
  ackWaitMs: config.ACK_WAIT_MS,
});
