export { createMemoryBus, type MemoryBus, type MemoryBusOptions } from '../memory/memory-bus.ts';
export { createMemoryLog, type MemoryLog } from '../memory/memory-log.ts';
export { createVirtualClock, type VirtualClock } from '../memory/virtual-clock.ts';
export { describeBusContract } from './bus-contract.ts';
export type { TestApi } from './contract/test-api.ts';
export type {
  BusCapabilities,
  BusHarness,
  CreateHarness,
  DurablePosition,
  HarnessBusOptions,
  StoredDeadLetter,
} from './harness.ts';
export { untilSettled } from './until-settled.ts';
