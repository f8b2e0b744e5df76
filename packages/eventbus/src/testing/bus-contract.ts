import { delivering } from './contract/delivering.ts';
import { failing } from './contract/failing.ts';
import { topology } from './contract/fixtures.ts';
import { parking } from './contract/parking.ts';
import { publishing } from './contract/publishing.ts';
import { surviving } from './contract/surviving.ts';
import { createTest, type TestApi } from './contract/test-api.ts';
import type { BusCapabilities, CreateHarness } from './harness.ts';

/**
 * What every implementation of the bus must pass, as tests of the given runner (`{ describe, it }` of vitest or
 * `node:test`). Each test gets a harness of its own, over an empty log. Over a real server some take several times the
 * suite's `ack_wait` of two seconds: allow each a minute.
 */
export const describeBusContract = (
  api: TestApi,
  name: string,
  createHarness: CreateHarness,
  capabilities: BusCapabilities,
): void => {
  api.describe(`${name} keeps the promises of the bus`, () => {
    const test = createTest({ api, createHarness, capabilities }, topology);
    api.describe('publishing', () => publishing(test));
    api.describe('delivering', () => delivering(test));
    api.describe('failing', () => failing(test));
    api.describe('parking', () => parking(test));
    api.describe('surviving', () => surviving(test));
  });
};
