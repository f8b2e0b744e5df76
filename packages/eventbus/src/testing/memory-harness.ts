import { createMemoryBus, type MemoryBus } from '../memory/memory-bus.ts';
import { createMemoryLog } from '../memory/memory-log.ts';
import { createVirtualClock } from '../memory/virtual-clock.ts';
import type { Bus } from '../ports.ts';
import type { CreateHarness } from './harness.ts';
import { until } from './until-settled.ts';

/** The suite's harness over the in-memory bus, on a virtual clock. */
export const createMemoryHarness: CreateHarness = async (topology) => {
  const log = createMemoryLog(topology, createVirtualClock());
  const buses = new Map<Bus, MemoryBus>();
  return {
    createBus: async (options = {}) => {
      const bus = createMemoryBus({ topology, log, ...options });
      buses.set(bus, bus);
      return bus;
    },
    until: (describe, condition) => until(log, describe, condition),
    now: () => log.clock.now(),
    publishRaw: async ({ subject, headers, data }) => {
      log.append(subject, headers, data);
    },
    deadLetters: async () => log.messages(topology.deadLetterStream),
    position: async (name) => {
      const durable = log.durable(name);
      return { pending: durable?.pending() ?? 0, unsettled: durable?.unsettled() ?? 0 };
    },
    crash: async (bus) => buses.get(bus)?.crash(),
    stopServer: async () => log.stop(),
    startServer: async () => log.start(),
    deleteStream: async (stream) => log.deleteStream(stream),
    // Over JetStream a watchdog of the bus makes it again; here nobody else can.
    deleteDurable: async (durable) => {
      log.deleteDurable(durable);
      log.setUp();
    },
    setUp: async () => log.setUp(),
    close: async () => {
      for (const bus of buses.values()) bus.crash();
    },
  };
};
