export { defineEvent } from './define-event.ts';
export { type Clock, createRealClock } from './engine/clock.ts';
export type { AttemptLedger, AttemptRecord, DeadLetter, StoreDeadLetter } from './engine/delivery.ts';
export {
  deadLetterHeaderNames,
  decodeHeaderValue,
  type Header,
  headerNames,
  redriveHeaders,
} from './engine/headers.ts';
export { type BusObserver, combineObservers, type Processed, type Published } from './engine/observer.ts';
export { logging, type MinimalLogger } from './middleware/logging.ts';
export { timeout } from './middleware/timeout.ts';
export type * from './ports.ts';
export { deadLetterSubject, redriveSubject } from './ports.ts';
