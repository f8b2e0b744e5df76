import { describe, expect, it } from 'vitest';
import { createMemoryBus } from '../memory/memory-bus.ts';
import { createVirtualClock } from '../memory/virtual-clock.ts';
import { other, reader, type Thing, thingEnded, thingHappened, topology } from './contract/fixtures.ts';
import { untilSettled } from './until-settled.ts';

describe('untilSettled', () => {
  it('waits for what follows from what was published, failures and their delays included', async () => {
    const clock = createVirtualClock();
    const bus = createMemoryBus({ topology, clock });
    const startedMs = clock.now();
    const ended: string[] = [];
    let failures = 0;
    // The first handler causes the second one's message; the second fails twice, and is tried again later.
    bus.subscribe(thingHappened, async ({ payload }) => void (await bus.publish(thingEnded, payload)), reader);
    bus.subscribe(thingEnded, async () => {}, reader);
    bus.subscribe(thingHappened, async () => {}, other);
    bus.subscribe<Thing>(
      thingEnded,
      async ({ payload }) => {
        if (failures < 2) {
          failures += 1;
          throw new Error('not yet');
        }
        ended.push(payload.id);
      },
      other,
    );
    await bus.start();
    await bus.publish(thingHappened, { id: 'a' });

    await untilSettled(bus.log);

    expect([ended, failures]).toEqual([['a'], 2]);
    expect(clock.now()).toBeGreaterThan(startedMs);
    expect(bus.log.messages('DEAD')).toEqual([]);
    await bus.drain();
  });

  it('names what never came true', async () => {
    const bus = createMemoryBus({ topology, clock: createVirtualClock() });
    await bus.publish(thingHappened, { id: 'nobody reads it' });
    await expect(untilSettled(bus.log)).rejects.toThrow('every durable has settled everything');
  });
});
