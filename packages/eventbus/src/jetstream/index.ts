export { buckets } from './buckets.ts';
export { createJetStreamBus, type JetStreamBusOptions, type PublishTuning, type WatchdogTuning } from './bus.ts';
export { type ConnectionStatus, type ConnectOptions, connectNats } from './connect.ts';
export {
  type DeadLetterFilter,
  type DeadLetterPage,
  type DeadLetterSummary,
  listDeadLetters,
  pageOfDeadLetters,
  requireDeadLetter,
  type StoredLetter,
  showDeadLetter,
} from './dead-letters.ts';
export {
  type BusUser,
  bucketReads,
  bucketWatch,
  bucketWrites,
  busPermissions,
  deadLetterPermissions,
  type Permissions,
} from './permissions.ts';
export { type LoggedMessage, type ReadStreamOptions, readWholeStream } from './read-stream.ts';
export { createRedriver, discardDeadLetter, type Redriven, type RedriveOptions, type Redriver } from './redrive.ts';
export { type ChangeReport, ensureTopology, type TopologyFindings, verifyTopology } from './topology.ts';
