export { audit, checks } from './audit.ts';
export { type CollectOptions, collectWitnesses } from './collect/collect.ts';
export { createHistoryWriter, type HistoryWriter, readHistory } from './history.ts';
export { auditText } from './report.ts';
export type { Check, Violation } from './violation.ts';
export type { ClientRequest, Witnesses } from './witnesses.ts';
