import type { BusCapabilities, BusHarness, CreateHarness } from '../harness.ts';

/** What the suite needs of a test runner: vitest and `node:test` both fit. */
export interface TestApi {
  describe(name: string, define: () => void): unknown;
  it: {
    (name: string, run: () => Promise<void>): unknown;
    skip(name: string, run: () => Promise<void>): unknown;
  };
}

export interface ContractContext {
  readonly api: TestApi;
  readonly createHarness: CreateHarness;
  readonly capabilities: BusCapabilities;
}

/** A test over a harness of its own, skipped (and shown as skipped) when the implementation lacks what it needs. */
export const createTest =
  ({ api, createHarness, capabilities }: ContractContext, topology: Parameters<CreateHarness>[0]) =>
  (name: string, needs: readonly (keyof BusCapabilities)[], body: (harness: BusHarness) => Promise<void>): void => {
    const run = async (): Promise<void> => {
      const harness = await createHarness(topology);
      try {
        await body(harness);
      } finally {
        await harness.close();
      }
    };
    if (needs.every((capability) => capabilities[capability])) api.it(name, run);
    else api.it.skip(name, run);
  };

export type ContractTest = ReturnType<typeof createTest>;
