export type { Phase } from './arrivals.ts';
export {
  type Answer,
  createHttpTarget,
  type HttpTargetOptions,
  type KnownOrder,
  type OrderRequest,
  type Target,
} from './http-target.ts';
export type { LatencySummary } from './latencies.ts';
export { type KindName, type Mix, type Outcome, orderKinds, parseMix } from './mix.ts';
export type { Habits } from './plan.ts';
export { progressLine, reportText } from './report.ts';
export { type LoadCounts, type LoadOptions, type LoadProgress, type LoadReport, runLoad } from './run-load.ts';
export { startTerminalFeed, type TerminalFeed } from './terminal-feed.ts';
export { createTracker, type Tracker } from './tracker.ts';
