import { type DurableName, deadLetterSubject, redriveSubject, type Topology } from '../ports.ts';
import { buckets } from './buckets.ts';

/** Subjects that a user of the server may publish to and listen to; everything else is refused. */
export interface Permissions {
  readonly publish: readonly string[];
  readonly subscribe: readonly string[];
}

export interface BusUser {
  /** Its streams, and its durables: those it verifies, reads and looks after. */
  readonly topology: Topology;
  /** Subjects of its own events. */
  readonly publishes: readonly string[];
  /** What `connectNats` was given. */
  readonly inboxPrefix: string;
}

/** Name of the stream behind a key-value bucket. */
const streamOf = (bucket: string): string => `KV_${bucket}`;

/** Subject of a key. */
const keyOf = (bucket: string, key: string): string => `$KV.${bucket}.${key}`;

/** Acknowledgements of what was read, in the older form and in the one with domain and account (nats-server 2.15). */
const acks = (stream: string, durable: DurableName): readonly string[] => [
  `$JS.ACK.${stream}.${durable}.>`,
  `$JS.ACK.*.*.${stream}.${durable}.>`,
];

/** A durable is read, acknowledged and, when it is gone or stuck, made again. */
const ofDurable = (stream: string, durable: DurableName): readonly string[] => [
  `$JS.API.CONSUMER.MSG.NEXT.${stream}.${durable}`,
  ...acks(stream, durable),
  `$JS.API.CONSUMER.INFO.${stream}.${durable}`,
  `$JS.API.CONSUMER.DURABLE.CREATE.${stream}.${durable}`,
  `$JS.API.CONSUMER.DELETE.${stream}.${durable}`,
  deadLetterSubject(durable),
  keyOf(buckets.attempts, `${durable}.${stream}.*`),
  keyOf(buckets.durables, durable),
];

/** What is asked of a bucket to read a key of it. */
export const bucketReads = (bucket: string): readonly string[] => [
  `$JS.API.STREAM.INFO.${streamOf(bucket)}`,
  `$JS.API.STREAM.MSG.GET.${streamOf(bucket)}`,
];

/** What following a bucket takes: a consumer for each watch, which the client names, and its flow control. */
export const bucketWatch = (bucket: string): readonly string[] => [
  `$JS.API.CONSUMER.CREATE.${streamOf(bucket)}.*.${keyOf(bucket, '>')}`,
  `$JS.API.CONSUMER.INFO.${streamOf(bucket)}.*`,
  `$JS.API.CONSUMER.DELETE.${streamOf(bucket)}.*`,
  `$JS.FC.${streamOf(bucket)}.>`,
  `$JS.FC.*.*.${streamOf(bucket)}.>`,
];

/** Writing a bucket's keys. */
export const bucketWrites = (bucket: string): readonly string[] => [keyOf(bucket, '*')];

/** What a bus needs of the server, and nothing else. Its streams and buckets are made by another user. */
export const busPermissions = ({ topology, publishes, inboxPrefix }: BusUser): Permissions => ({
  publish: [
    ...publishes,
    ...topology.streams.map(({ name }) => `$JS.API.STREAM.INFO.${name}`),
    ...topology.durables.flatMap(({ stream, name }) => ofDurable(stream, name)),
    ...Object.values(buckets).flatMap(bucketReads),
  ],
  subscribe: [`${inboxPrefix}.>`],
});

/** What looking at dead letters, redriving and discarding them needs, and nothing else: it reads no durable, publishes no event. */
export const deadLetterPermissions = (topology: Topology, inboxPrefix: string): Permissions => ({
  publish: [
    `$JS.API.STREAM.MSG.GET.${topology.deadLetterStream}`,
    `$JS.API.STREAM.MSG.DELETE.${topology.deadLetterStream}`,
    ...topology.durables.map(({ name }) => redriveSubject(name)),
    // Whether a redrive is in the log already.
    ...[...new Set(topology.durables.map(({ stream }) => stream))].map((stream) => `$JS.API.STREAM.MSG.GET.${stream}`),
  ],
  subscribe: [`${inboxPrefix}.>`],
});
