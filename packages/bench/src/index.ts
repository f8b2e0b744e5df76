export { compare } from './compare.ts';
export { fullPlan, quickPlan } from './plan.ts';
export { compareText, resultText } from './report/text.ts';
export type { BenchResult } from './result.ts';
export { type BenchOptions, runBench } from './run-bench.ts';
