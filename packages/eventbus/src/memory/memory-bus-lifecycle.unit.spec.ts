import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { jsonCodec, reader, thingHappened, topology } from '../testing/contract/fixtures.ts';
import { createMemoryBus } from './memory-bus.ts';
import { createVirtualClock } from './virtual-clock.ts';

const createBus = () => createMemoryBus({ topology, clock: createVirtualClock() });

describe('a bus in memory', () => {
  it('that is drained twice at a time is drained once', async () => {
    const bus = createBus();
    const published = bus.publish(thingHappened, { id: 'a' });
    const clean = { clean: true, unfinished: [] };
    expect(await Promise.all([bus.drain(), bus.drain()])).toEqual([clean, clean]);
    expect((await published).sequence).toBe(1);
  });

  it('that is started twice reads nothing any more once it is drained', async () => {
    const bus = createBus();
    const handled: string[] = [];
    bus.subscribe(thingHappened, async ({ payload }) => void handled.push(payload.id), reader);
    await Promise.all([bus.start(), bus.start()]);
    await bus.publish(thingHappened, { id: 'a' });
    await nextTurn();
    await bus.drain();
    bus.log.append('things.happened', [], jsonCodec.encode({ id: 'late' }));
    await nextTurn();
    expect(handled).toEqual(['a']);
  });

  it('refuses a handler that comes too late: its messages would be dead-lettered', async () => {
    const bus = createBus();
    await bus.start();
    expect(() => bus.subscribe(thingHappened, async () => {}, reader)).toThrow('before the bus is started');
  });
});
