import { setImmediate as nextTurn } from 'node:timers/promises';
import { AppError } from '@orderflow/errors';
import { afterEach, describe, expect, it } from 'vitest';
import { createVirtualClock, type VirtualClock } from '../memory/virtual-clock.ts';
import type { EventDefinition, Handler } from '../ports.ts';
import { type Consumer, type ConsumerOptions, createConsumer } from './consumer.ts';
import type { AttemptLedger, AttemptRecord, Delivery } from './delivery.ts';
import { createRouter } from './router.ts';

const event: EventDefinition<number> = {
  type: 'a.b',
  subject: 'a.b',
  version: 1,
  codec: { encode: (n) => new Uint8Array([n]), decode: ([n]) => n ?? 0 },
  key: String,
};

const away = (): AppError => new AppError('DEPENDENCY_UNAVAILABLE', 'the database is away');

/** Resolves when everything that can happen without time passing has happened. */
const quiet = async (): Promise<void> => {
  for (let turn = 0; turn < 5; turn++) await nextTurn();
};

const pass = async (clock: VirtualClock, ms: number): Promise<void> => {
  const untilMs = clock.now() + ms;
  let reached = false;
  clock.after(ms, () => {
    reached = true;
  });
  while (!reached && clock.now() <= untilMs) {
    clock.step();
    await quiet();
  }
};

const createLedger = (): AttemptLedger & { readonly records: Map<number, AttemptRecord> } => {
  const records = new Map<number, AttemptRecord>();
  return {
    records,
    read: async (_, __, sequence) => records.get(sequence),
    write: async (_, __, sequence, record) => void records.set(sequence, record),
    forget: async (_, __, sequence) => void records.delete(sequence),
  };
};

interface Sent {
  readonly sequence: number;
  readonly delivery?: number;
  readonly storedAtMs?: number;
  readonly ack?: () => void;
}

/** A consumer over a source that the test is: it sends, and reads what was settled. */
const open = async (handler: Handler<number>, options: Partial<ConsumerOptions> = {}) => {
  const clock = createVirtualClock();
  const settled: string[] = [];
  const held: boolean[] = [];
  const problems: string[] = [];
  let credit = 0;
  let deliver: (delivery: Delivery) => void = () => {};
  const router = createRouter();
  router.subscribe(event, handler, 'd');
  const consumer = createConsumer({
    durable: 'd',
    router,
    clock,
    random: () => 0.5,
    storeDeadLetter: async () => {},
    ledger: createLedger(),
    observer: { held: (_, holding) => held.push(holding), problem: (sentence) => problems.push(sentence) },
    openSource: async (_, receive) => {
      deliver = receive;
      const source = {
        request: (count: number) => {
          credit += count;
        },
        pause: () => {
          credit = 0;
        },
        stop: async () => {},
      };
      return { ackWaitMs: 30_000, source };
    },
    ...options,
  });
  await consumer.start();
  opened.push(consumer);
  const send = (...all: readonly Sent[]): void => {
    for (const { sequence, delivery = 1, storedAtMs = 0, ack } of all) {
      credit = Math.max(0, credit - 1);
      const note = (verdict: string): void => void settled.push(`${verdict} ${sequence}.${delivery}`);
      deliver({
        durable: 'd',
        stream: 'S',
        subject: 'a.b',
        sequence,
        delivery,
        storedAt: new Date(storedAtMs),
        data: new Uint8Array([sequence]),
        header: () => undefined,
        headers: () => [],
        ack: ack ?? (() => note('ack')),
        nak: () => note('nak'),
        term: () => note('term'),
        working: () => note('working'),
      });
    }
  };
  return { consumer, clock, settled, held, problems, send, credit: () => credit };
};

const opened: Consumer[] = [];
afterEach(() => {
  for (const consumer of opened.splice(0)) consumer.abandon();
});

describe('what a consumer asks for', () => {
  it('makes up for a message that it has already', async () => {
    const { send, credit, settled, consumer } = await open(() => new Promise(() => {}), {
      consume: { concurrency: 3 },
    });
    send({ sequence: 1 });
    send({ sequence: 1, delivery: 2 }, { sequence: 1, delivery: 3 });
    await quiet();
    expect([consumer.unsettled(), credit(), settled]).toEqual([1, 2, []]);
  });

  it('is nothing while it holds, and the difference when it goes on', async () => {
    let isAway = true;
    const { send, credit, clock, held } = await open(
      async () => {
        if (isAway) throw away();
      },
      { consume: { concurrency: 3 } },
    );
    send({ sequence: 1 });
    await quiet();
    expect(credit()).toBe(0);
    // On its way when the credit was taken back.
    send({ sequence: 2 });
    isAway = false;
    await pass(clock, 500);
    expect([credit(), held]).toEqual([3, [true, false]]);
  });
});

describe('an outage', () => {
  it('is not begun anew by those that were under way before it ended', async () => {
    const doors = new Map<number, PromiseWithResolvers<void>>();
    const { send, clock, held, settled } = await open(({ payload }) => {
      const door = Promise.withResolvers<void>();
      doors.set(payload, door);
      return door.promise;
    });
    send({ sequence: 1 }, { sequence: 2 }, { sequence: 3 });
    await quiet();
    doors.get(1)?.reject(away());
    await quiet();
    await pass(clock, 500);
    doors.get(1)?.resolve();
    await quiet();
    expect([held, settled]).toEqual([[true, false], ['ack 1.1']]);
    // Their connection was lost with the first one's; they only learn it now.
    doors.get(2)?.reject(away());
    doors.get(3)?.reject(away());
    await quiet();
    doors.get(2)?.resolve();
    doors.get(3)?.resolve();
    await quiet();
    expect([held, settled]).toEqual([
      [true, false],
      ['ack 1.1', 'ack 2.1', 'ack 3.1'],
    ]);
  });

  it('uses up no attempts of what it holds', async () => {
    let isAway = true;
    let runs = 0;
    const { send, clock, held, settled } = await open(
      async () => {
        runs += 1;
        throw isAway ? away() : new Error('broken');
      },
      { consume: { maxAttempts: 2 } },
    );
    send({ sequence: 1 });
    await quiet();
    await pass(clock, 5_000);
    expect(runs).toBeGreaterThan(2);
    isAway = false;
    await pass(clock, 10_000);
    // Its first failure: it is tried again, and is no dead letter.
    expect([settled, held]).toEqual([['nak 1.1'], [true, false]]);
  });

  it('is not over because the probe failed for a reason of its own', async () => {
    let runs = 0;
    const { send, clock, held } = await open(async () => {
      runs += 1;
      throw runs <= 3 ? away() : new AppError('TIMEOUT', 'no answer');
    });
    send({ sequence: 1 }, { sequence: 2 }, { sequence: 3 });
    await quiet();
    expect([runs, held]).toEqual([3, [true]]);
    await pass(clock, 250);
    expect([runs, held]).toEqual([4, [true]]);
  });

  it('does not end for ever with a probe whose stream was made again meanwhile', async () => {
    let isAway = true;
    const probing = Promise.withResolvers<void>();
    let runs = 0;
    const { send, clock, held, settled } = await open(async () => {
      runs += 1;
      if (runs === 2) await probing.promise;
      if (isAway) throw away();
    });
    send({ sequence: 1 });
    await quiet();
    await pass(clock, 250);
    expect(runs).toBe(2);
    send({ sequence: 1, storedAtMs: 5_000 });
    isAway = false;
    probing.resolve();
    await quiet();
    await pass(clock, 10_000);
    expect([held, settled.filter((one) => !one.startsWith('working'))]).toEqual([[true, false], ['ack 1.1']]);
  });

  it('does not last for ever when the settlement of its probe throws', async () => {
    let isAway = true;
    const { send, clock, held, consumer } = await open(async () => {
      if (isAway) throw away();
    });
    send({
      sequence: 1,
      ack: () => {
        throw new Error('closed');
      },
    });
    send({ sequence: 2 });
    await quiet();
    isAway = false;
    await pass(clock, 10_000);
    expect([held, consumer.unsettled()]).toEqual([[true, false], 0]);
  });

  it('that would come back with a crowd is not brought back by one', async () => {
    const canTake = 4;
    let isAway = true;
    let running = 0;
    let refused = 0;
    const { send, clock, consumer } = await open(async () => {
      running += 1;
      await nextTurn();
      const tooMany = running > canTake;
      running -= 1;
      if (isAway || tooMany) {
        refused += 1;
        throw away();
      }
    });
    send(...Array.from({ length: 100 }, (_, i) => ({ sequence: i + 1 })));
    await quiet();
    isAway = false;
    refused = 0;
    await pass(clock, 60_000);
    expect(consumer.unsettled()).toBe(0);
    expect(refused).toBeLessThan(100);
  });

  it('leaves nothing waiting for those that hang since before it ended', async () => {
    let isAway = true;
    const { send, clock, held, settled } = await open(({ payload }) => {
      if (payload < 5) return new Promise(() => {});
      return isAway ? Promise.reject(away()) : Promise.resolve();
    });
    send(...[1, 2, 3, 4, 5, 6, 7].map((sequence) => ({ sequence })));
    await quiet();
    isAway = false;
    await pass(clock, 500);
    expect([held, settled]).toEqual([
      [true, false],
      ['ack 5.1', 'ack 6.1', 'ack 7.1'],
    ]);
    isAway = true;
    send({ sequence: 8 });
    await quiet();
    isAway = false;
    await pass(clock, 500);
    expect([held, settled.at(-1)]).toEqual([[true, false, true, false], 'ack 8.1']);
  });

  it('is over when the bus drains while the verdict of a solo run is noted', async () => {
    const noted = Promise.withResolvers<void>();
    const ledger = createLedger();
    let writes = 0;
    const { send, consumer, settled } = await open(
      async () => {
        throw away();
      },
      {
        ledger: {
          ...ledger,
          write: async () => {
            writes += 1;
            if (writes === 2) await noted.promise;
          },
        },
      },
    );
    send({ sequence: 1, delivery: 3 });
    await quiet();
    expect(writes).toBe(2);
    const drained = consumer.drain(1_000);
    await quiet();
    noted.resolve();
    expect(await drained).toEqual({ clean: true, unfinished: [] });
    expect(settled).toEqual(['nak 1.3']);
  });
});

describe('a consumer that is abandoned', () => {
  it('says nothing of what still runs, whatever becomes of it', async () => {
    const doors = new Map<number, PromiseWithResolvers<void>>();
    const letter = Promise.withResolvers<void>();
    const { send, consumer, settled } = await open(
      ({ payload }) => {
        const door = Promise.withResolvers<void>();
        doors.set(payload, door);
        return door.promise;
      },
      { storeDeadLetter: () => letter.promise },
    );
    send({ sequence: 1 }, { sequence: 2 }, { sequence: 3 });
    await quiet();
    // On its way to the dead letters.
    doors.get(3)?.reject(new AppError('VALIDATION_FAILED', 'nonsense'));
    await quiet();
    consumer.abandon();
    doors.get(1)?.resolve();
    doors.get(2)?.reject(new Error('broken'));
    letter.resolve();
    send({ sequence: 4 });
    await quiet();
    expect([settled, doors.size]).toEqual([[], 3]);
  });
});
