import { AckPolicy, type ConsumerConfig, DeliverPolicy, ReplayPolicy } from '@nats-io/jetstream';
import { millis, nanos } from '@nats-io/nats-core';
import type { DurableDefinition } from '../ports.ts';

/** The part of a durable that may change while it lives. */
export const durableUpdate = (durable: DurableDefinition) =>
  ({
    filter_subjects: [...durable.subjects],
    ack_wait: nanos(durable.ackWaitMs),
    // The bus counts attempts: an outage must not use them up, and the server would stop delivering in silence.
    max_deliver: -1,
    max_ack_pending: durable.maxAckPending,
  }) satisfies Partial<ConsumerConfig>;

/** A durable that starts at a position; without one, at the beginning of the stream. */
export const durableConfig = (durable: DurableDefinition, startSequence?: number) =>
  ({
    ...durableUpdate(durable),
    durable_name: durable.name,
    ack_policy: AckPolicy.Explicit,
    replay_policy: ReplayPolicy.Instant,
    ...(startSequence === undefined || startSequence <= 1
      ? { deliver_policy: DeliverPolicy.All }
      : { deliver_policy: DeliverPolicy.StartSequence, opt_start_seq: startSequence }),
  }) satisfies Partial<ConsumerConfig>;

export interface DurableDifferences {
  /** Cannot be changed in place. */
  readonly fixed: readonly string[];
  /** Breaks a promise; set-up corrects it. */
  readonly weaker: readonly string[];
  readonly capacity: readonly string[];
}

const subjectsOf = (config: ConsumerConfig): readonly string[] =>
  config.filter_subjects ?? (config.filter_subject === undefined ? [] : [config.filter_subject]);

export const durableDifferences = (durable: DurableDefinition, config: ConsumerConfig): DurableDifferences => {
  const fixed: string[] = [];
  const weaker: string[] = [];
  const capacity: string[] = [];
  const note = (list: string[], what: string, is: unknown, wanted: unknown): void => {
    list.push(`Durable ${durable.name}: ${what} is ${String(is)}, not ${String(wanted)}.`);
  };
  if (config.deliver_subject !== undefined) note(fixed, 'its kind', 'push', 'pull');
  if (config.ack_policy !== AckPolicy.Explicit) note(fixed, 'ack_policy', config.ack_policy, AckPolicy.Explicit);
  if ((config.max_deliver ?? -1) > 0) note(weaker, 'max_deliver', config.max_deliver, -1);
  if (config.backoff !== undefined && config.backoff.length > 0) note(weaker, 'backoff', 'set', 'none');
  const subjects = [...subjectsOf(config)].sort().join(', ');
  const wanted = [...durable.subjects].sort().join(', ');
  if (subjects !== wanted) note(weaker, 'its filter', subjects === '' ? 'everything' : subjects, wanted);
  const ackWaitMs = millis(config.ack_wait ?? 0);
  if (ackWaitMs !== durable.ackWaitMs) note(capacity, 'ack_wait', `${ackWaitMs} ms`, `${durable.ackWaitMs} ms`);
  if (config.max_ack_pending !== durable.maxAckPending) {
    note(capacity, 'max_ack_pending', config.max_ack_pending, durable.maxAckPending);
  }
  return { fixed, weaker, capacity };
};
