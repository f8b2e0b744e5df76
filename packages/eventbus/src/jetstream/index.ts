export { buckets } from './buckets.ts';
export { createJetStreamBus, type JetStreamBusOptions, type PublishTuning, type WatchdogTuning } from './bus.ts';
export { type ConnectionStatus, type ConnectOptions, connectNats } from './connect.ts';
export {
  type DeadLetterFilter,
  type DeadLetterSummary,
  listDeadLetters,
  type StoredLetter,
  showDeadLetter,
} from './dead-letters.ts';
export {
  type BusUser,
  bucketReads,
  bucketWatch,
  bucketWrites,
  busPermissions,
  type Permissions,
} from './permissions.ts';
export { type LoggedMessage, type ReadStreamOptions, readWholeStream } from './read-stream.ts';
export { type ChangeReport, ensureTopology, type TopologyFindings, verifyTopology } from './topology.ts';
