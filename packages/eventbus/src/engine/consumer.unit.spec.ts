import { AppError } from '@orderflow/errors';
import { describe, expect, it } from 'vitest';
import { createVirtualClock } from '../memory/virtual-clock.ts';
import type { ConsumeOptions, EventDefinition, Handler } from '../ports.ts';
import { createConsumer } from './consumer.ts';
import type { AttemptRecord, DeadLetter, Delivery } from './delivery.ts';
import { createRouter } from './router.ts';

const ackWaitMs = 30_000;

const event: EventDefinition<string> = {
  type: 'things.happened',
  subject: 'things.happened',
  version: 1,
  codec: { encode: (text) => Buffer.from(text), decode: (data) => `${Buffer.from(data)}` },
  key: (text) => text,
};

/** Lets everything run that can, without time passing. */
const rest = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A consumer whose log is the test: it hands over deliveries and notes what is said of them. */
const createBench = async (handler: Handler<string>, consume: ConsumeOptions = {}) => {
  const clock = createVirtualClock(0);
  const router = createRouter();
  router.subscribe(event, handler, 'd');
  const said: string[] = [];
  const asked: number[] = [];
  const letters: DeadLetter[] = [];
  const records = new Map<number, AttemptRecord>();
  const log = { full: false, deliver: (_: Delivery): void => {} };
  const consumer = createConsumer({
    durable: 'd',
    router,
    clock,
    random: () => 0.5,
    consume,
    openSource: async (_, deliver) => {
      log.deliver = deliver;
      const source = {
        request: (count: number) => void asked.push(count),
        pause: () => void said.push('pause'),
        stop: async () => void said.push('stop'),
      };
      return { source, ackWaitMs };
    },
    storeDeadLetter: async (letter) => {
      if (log.full) throw new AppError('LOG_FULL', 'full');
      letters.push(letter);
    },
    ledger: {
      read: async (_d, _s, sequence) => records.get(sequence),
      write: async (_d, _s, sequence, record) => void records.set(sequence, record),
      forget: async (_d, _s, sequence) => void records.delete(sequence),
    },
  });
  await consumer.start();
  const deliver = async (sequence: number, delivery = 1, storedAtMs = 0): Promise<void> => {
    const say = (what: string) => said.push(`${what} ${sequence}/${delivery}`);
    log.deliver({
      durable: 'd',
      stream: 'S',
      subject: event.subject,
      sequence,
      delivery,
      storedAt: new Date(storedAtMs),
      data: Buffer.from(`t${sequence}`),
      header: () => undefined,
      headers: () => [],
      ack: () => say('ack'),
      nak: (delayMs) => say(`nak ${delayMs}`),
      term: () => say('term'),
      working: () => say('working'),
    });
    await rest();
  };
  const pass = async (ms: number): Promise<void> => {
    const untilMs = clock.now() + ms;
    let reached = false;
    clock.after(ms, () => {
      reached = true;
    });
    while (!reached && clock.now() <= untilMs) {
      clock.step();
      await rest();
    }
  };
  return { consumer, deliver, pass, said, asked, letters, records, log };
};

const never = (): Promise<void> => new Promise(() => {});
const away = () => new AppError('DEPENDENCY_UNAVAILABLE', 'the database is away');

describe('a consumer', () => {
  it('asks for as many messages as it has room for', async () => {
    let finish = (): void => {};
    const handler = () =>
      new Promise<void>((resolve) => {
        finish = resolve;
      });
    const { deliver, asked, consumer } = await createBench(handler, { concurrency: 3 });
    expect(asked).toEqual([3]);
    await deliver(1);
    await deliver(2);
    expect(asked).toEqual([3]);
    expect(consumer.unsettled()).toBe(2);
    finish();
    await rest();
    expect(asked).toEqual([3, 1]);
  });

  it('keeps the clock of what runs, waits or is held from running out', async () => {
    const handled: string[] = [];
    const { deliver, pass, said } = await createBench(
      ({ payload }) => {
        handled.push(payload);
        return payload === 't1' ? never() : Promise.reject(away());
      },
      { handlerTimeoutMs: 600_000 },
    );
    await deliver(1);
    await deliver(2);
    await deliver(3);
    expect(handled).toEqual(['t1', 't2']);
    await pass(ackWaitMs);
    for (const message of ['1/1', '2/1', '3/1']) {
      const times = said.filter((what) => what === `working ${message}`).length;
      expect(times, message).toBeGreaterThanOrEqual(2);
    }
  });

  it('runs once what is delivered twice at a time, and settles the later delivery', async () => {
    let runs = 0;
    let finish = (): void => {};
    const { deliver, said } = await createBench(() => {
      runs += 1;
      return new Promise<void>((resolve) => {
        finish = resolve;
      });
    });
    await deliver(1, 1);
    await deliver(1, 2);
    finish();
    await rest();
    expect(runs).toBe(1);
    expect(said).toEqual(['ack 1/2']);
  });

  it('says nothing of a message whose place another has taken', async () => {
    const finish: (() => void)[] = [];
    const { deliver, said, consumer } = await createBench(() => new Promise<void>((resolve) => finish.push(resolve)));
    await deliver(1, 1, 1_000);
    await deliver(1, 1, 2_000);
    expect(finish).toHaveLength(2);
    finish[0]?.();
    await rest();
    expect(said).toEqual([]);
    expect(consumer.unsettled()).toBe(1);
    finish[1]?.();
    await rest();
    expect(said).toEqual(['ack 1/1']);
  });

  it('tries what failed for the outage, not what merely waits behind it', async () => {
    const runs: string[] = [];
    let back = false;
    const { deliver, pass, consumer } = await createBench(async ({ payload }) => {
      runs.push(payload);
      if (payload === 't5' && !back) throw away();
    });
    await deliver(5);
    await deliver(3);
    expect(runs).toEqual(['t5']);
    expect(consumer.problems()).toEqual([expect.stringContaining('d holds 2 messages')]);
    expect(consumer.problems()).toEqual([expect.stringContaining('the database is away')]);
    await pass(60_000);
    expect(new Set(runs)).toEqual(new Set(['t5']));
    expect(runs.length).toBeGreaterThan(8);
    back = true;
    await pass(10_000);
    expect(runs.at(-1)).toBe('t3');
  });

  it('does not take the success of another message for the end of the outage', async () => {
    let finish = (): void => {};
    const { deliver, said, consumer } = await createBench(({ payload }) =>
      payload === 't1'
        ? new Promise((resolve) => {
            finish = resolve;
          })
        : Promise.reject(away()),
    );
    await deliver(1);
    await deliver(2);
    finish();
    await rest();
    expect(said).toEqual(['pause', 'ack 1/1']);
    expect(consumer.problems()).toHaveLength(1);
  });

  it('tries while a slow handler still runs', async () => {
    const runs: string[] = [];
    const { deliver, pass } = await createBench(({ payload }) => {
      runs.push(payload);
      return payload === 't1' ? never() : Promise.reject(away());
    });
    await deliver(1);
    await deliver(2);
    await pass(2_000);
    expect(runs.filter((id) => id === 't2').length).toBeGreaterThan(2);
  });

  it('does not run again what ended the process too often, though its letter finds no room', async () => {
    let runs = 0;
    const { deliver, said, records, letters, log } = await createBench(async () => {
      runs += 1;
    });
    records.set(1, { failures: 0, startsWithoutVerdict: 3 });
    log.full = true;
    await deliver(1, 6);
    await deliver(1, 7);
    log.full = false;
    await deliver(1, 8);
    expect(runs).toBe(0);
    expect(letters.map(({ code, delivery }) => `${code} ${delivery}`)).toEqual(['CRASH_LOOP 8']);
    expect(said).toEqual(['nak 400 1/6', 'nak 400 1/7', 'term 1/8']);
    expect(records.size).toBe(0);
  });

  it('notes the failure of a message that runs alone before it gives it back', async () => {
    const { deliver, said, records } = await createBench(async () => {
      throw new Error('broken');
    });
    await deliver(1, 3);
    expect(said).toEqual(['nak 100 1/3']);
    expect(records.get(1)).toEqual({ failures: 1, startsWithoutVerdict: 0 });
  });

  it('gives back at once what waits or is held when it drains, and what comes late', async () => {
    const { deliver, said, consumer } = await createBench(async () => {
      throw away();
    });
    await deliver(1);
    await deliver(2);
    const report = consumer.drain(1_000);
    await deliver(3);
    expect(await report).toEqual({ clean: true, unfinished: [] });
    expect(said).toEqual(['pause', 'pause', 'nak 1 1/1', 'nak 1 2/1', 'stop', 'nak 1 3/1']);
  });

  it('refuses bounds that bound nothing', () => {
    const router = createRouter();
    const none = async () => {};
    const options = { durable: 'd', router, storeDeadLetter: none, openSource: () => Promise.reject(new Error()) };
    const ledger = { read: async () => undefined, write: none, forget: none };
    for (const concurrency of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => createConsumer({ ...options, ledger, consume: { concurrency } })).toThrow('concurrency of d');
    }
  });
});
