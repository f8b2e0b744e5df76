import { startTestStack, type TestStack } from '@orderflow/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadCommand } from './support/load-command.ts';
import { look, violations } from './support/look.ts';
import { peakResidentMib, watchMemory } from './support/memory.ts';

const rate = 500;
const seconds = 15;
const serviceLimitMib = 200;
/** 1 GiB less what the supervisor takes, which here is the test run itself: about 115 MiB. */
const stackLimitMib = 1024 - 150;
/** A machine that sends slower, or is refused more, has not put the services under this rate. */
const slowestSendingSeconds = seconds * 1.2;
const fewestAccepted = rate * seconds * 0.95;

let stack: TestStack;

beforeAll(async () => {
  stack = await startTestStack();
});
afterAll(async () => {
  await stack?.stop();
});

describe.runIf(process.platform === 'linux')(`under ${rate} orders a second`, () => {
  it(`each service stays under ${serviceLimitMib} MiB, the stack under 1 GiB, and every order ends`, async () => {
    const memory = watchMemory(stack);
    const load = await loadCommand(stack, { rate, duration: seconds, settle: 90 });
    const stackMib = memory.stop();
    expect(load.sendingSeconds, 'void: orders could not be sent at the rate').toBeLessThan(slowestSendingSeconds);
    expect(load.accepted, 'void: too few orders were accepted').toBeGreaterThan(fewestAccepted);
    expect(load.unfinished, 'accepted and not ended').toEqual([]);

    const pids = stack.pids();
    for (const service of ['order', 'payment', 'inventory'] as const) {
      expect(stack.restarts(service), `starts of ${service} after the first`).toBe(0);
      expect(peakResidentMib(pids[service]), `MiB resident of ${service}`).toBeLessThan(serviceLimitMib);
    }
    expect(stackMib, 'MiB of all processes').toBeLessThan(stackLimitMib);

    expect(await violations(stack)).toEqual([]);
    // A request whose answer did not come in time may have led to an order: accepted is what was answered.
    const { size } = (await look(stack)).orders;
    expect(size).toBeGreaterThanOrEqual(load.accepted);
    expect(size).toBeLessThanOrEqual(load.sent);
  });
});
