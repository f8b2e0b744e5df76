export { type FamilyName, familyNames } from './faults/kind.ts';
export type { Injected } from './inject.ts';
export { progressLine, resultText } from './report/text.ts';
export { type ChaosResult, exitCodeOf } from './result.ts';
export { type ChaosOptions, runChaos } from './run-chaos.ts';
export type { Progress } from './sampler.ts';
