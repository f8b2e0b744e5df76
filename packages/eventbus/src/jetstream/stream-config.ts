import {
  DiscardPolicy,
  RetentionPolicy,
  StorageType,
  type StreamConfig,
  type StreamUpdateConfig,
} from '@nats-io/jetstream';
import { millis, nanos } from '@nats-io/nats-core';
import type { StreamDefinition } from '../ports.ts';

/** The part of a stream that may change while it lives. */
export const streamUpdate = (stream: StreamDefinition, existingSubjects: readonly string[] = []) =>
  ({
    // Subjects that someone added stay: taking one away would refuse its publishers.
    subjects: [...new Set([...stream.subjects, ...existingSubjects])],
    max_bytes: stream.maxBytes,
    max_age: nanos(stream.maxAgeMs),
    max_msgs: -1,
    max_msgs_per_subject: -1,
    discard: DiscardPolicy.New,
    duplicate_window: nanos(stream.duplicateWindowMs),
    num_replicas: stream.replicas,
  }) satisfies Partial<StreamUpdateConfig>;

export const streamConfig = (stream: StreamDefinition) =>
  ({
    ...streamUpdate(stream),
    name: stream.name,
    retention: RetentionPolicy.Limits,
    storage: StorageType.File,
    // Dead letters and duplicates are looked up by their sequence.
    allow_direct: true,
  }) satisfies Partial<StreamConfig>;

/** How a stream that exists differs from its definition. */
export interface StreamDifferences {
  /** Weaker than the promises rest on, and cannot be changed in place. */
  readonly fixed: readonly string[];
  /** Weaker than the promises rest on; set-up corrects it. */
  readonly weaker: readonly string[];
  /** Another size or age: a matter of capacity. */
  readonly capacity: readonly string[];
}

const sentence = (stream: StreamDefinition, what: string, is: unknown, wanted: unknown): string =>
  `Stream ${stream.name}: ${what} is ${String(is)}, not ${String(wanted)}.`;

/** True when every subject that `wanted` stands for is one of `pattern`. */
export const covers = (pattern: string, wanted: string): boolean => {
  const have = pattern.split('.');
  const want = wanted.split('.');
  for (const [index, token] of have.entries()) {
    if (token === '>') return want.length > index;
    const other = want[index];
    if (other === undefined || other === '>') return false;
    if (token !== '*' && token !== other) return false;
  }
  return have.length === want.length;
};

export const streamDifferences = (stream: StreamDefinition, config: StreamConfig): StreamDifferences => {
  const fixed: string[] = [];
  const weaker: string[] = [];
  const capacity: string[] = [];
  const { retention, storage, discard, num_replicas: replicas } = config;
  if (retention !== RetentionPolicy.Limits)
    fixed.push(sentence(stream, 'retention', retention, RetentionPolicy.Limits));
  if (storage !== StorageType.File) fixed.push(sentence(stream, 'storage', storage, StorageType.File));
  if (discard !== DiscardPolicy.New) weaker.push(sentence(stream, 'discard', discard, DiscardPolicy.New));
  if (config.max_msgs > 0) weaker.push(sentence(stream, 'max_msgs', config.max_msgs, 'unlimited'));
  if (config.max_msgs_per_subject > 0) {
    weaker.push(sentence(stream, 'max_msgs_per_subject', config.max_msgs_per_subject, 'unlimited'));
  }
  if (config.no_ack === true) fixed.push(sentence(stream, 'no_ack', true, false));
  const windowMs = millis(config.duplicate_window);
  if (windowMs < stream.duplicateWindowMs) {
    weaker.push(sentence(stream, 'the duplicate window', `${windowMs} ms`, `${stream.duplicateWindowMs} ms`));
  } else if (windowMs > stream.duplicateWindowMs) {
    capacity.push(sentence(stream, 'the duplicate window', `${windowMs} ms`, `${stream.duplicateWindowMs} ms`));
  }
  const missing = stream.subjects.filter((subject) => !config.subjects.some((own) => covers(own, subject)));
  if (missing.length > 0) weaker.push(`Stream ${stream.name}: it does not take ${missing.join(', ')}.`);
  const ageMs = millis(config.max_age);
  const keptForEver = stream.maxAgeMs === 0;
  // A dead letter that leaves by its age is lost in silence; another age of the others is a matter of size.
  if (ageMs !== stream.maxAgeMs)
    (keptForEver ? weaker : capacity).push(sentence(stream, 'max_age', `${ageMs} ms`, `${stream.maxAgeMs} ms`));
  if (config.max_bytes !== stream.maxBytes) {
    capacity.push(sentence(stream, 'max_bytes', config.max_bytes, stream.maxBytes));
  }
  if (replicas !== stream.replicas) capacity.push(sentence(stream, 'replicas', replicas, stream.replicas));
  return { fixed, weaker, capacity };
};
