export type {
  BusCapabilities,
  BusHarness,
  CreateHarness,
  DurablePosition,
  HarnessBusOptions,
  StoredDeadLetter,
} from './harness.ts';
