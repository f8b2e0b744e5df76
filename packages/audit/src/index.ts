export { audit, checks, isUnderWay } from './audit.ts';
export { type CollectOptions, collectWitnesses } from './collect/collect.ts';
export {
  createHistoryWriter,
  createMemoryHistory,
  type HistoryWriter,
  type MemoryHistory,
  type RecordedRequest,
  readHistory,
} from './history.ts';
export { auditText } from './report.ts';
export type { Check, Violation } from './violation.ts';
export { type ClientRequest, type OrderStatus, orderStatuses, type Witnesses } from './witnesses.ts';
