import { describe, expectTypeOf, it } from 'vitest';
import { defineEvent } from './define-event.ts';
import type { Bus, Codec, Message } from './ports.ts';

interface Weighed {
  readonly id: string;
  readonly grams: number;
}

const codec: Codec<Weighed> = {
  encode: (payload) => Buffer.from(JSON.stringify(payload)),
  decode: (data) => JSON.parse(`${Buffer.from(data)}`),
};
const weighed = defineEvent({
  type: 'parcels.weighed',
  subject: 'parcels.weighed',
  version: 1,
  codec,
  key: ({ id }) => id,
});

/** Never called: the compiler alone is asked. A suppression without an error below it is an error itself. */
const refusedByTheCompiler = async (bus: Bus): Promise<void> => {
  await bus.publish(weighed, { id: 'p-1', grams: 740 });
  // @ts-expect-error a payload of the wrong type
  await bus.publish(weighed, { id: 'p-1', grams: 'heavy' });
  // @ts-expect-error a payload with a part missing
  await bus.publish(weighed, { id: 'p-1' });
  // @ts-expect-error a payload with a part too many
  await bus.publish(weighed, { id: 'p-1', grams: 740, pounds: 2 });
  // @ts-expect-error a handler of another payload
  bus.subscribe(weighed, async (message: Message<{ readonly litres: number }>) => void message, 'labels');
  // @ts-expect-error a handler that uses what the payload does not have
  bus.subscribe(weighed, async ({ payload }) => void payload.litres, 'labels');
  // @ts-expect-error a lane that does not exist
  await bus.publish(weighed, { id: 'p-1', grams: 740 }, { lane: 'fast' });
};

describe('the types of the bus', () => {
  it('give a handler the payload of its event', () => {
    const subscribe = (bus: Bus): void =>
      bus.subscribe(weighed, async ({ payload }) => void expectTypeOf(payload).toEqualTypeOf<Weighed>(), 'labels');
    expectTypeOf(subscribe).toBeFunction();
  });

  it('let only the event’s own payload be published', () => {
    expectTypeOf(refusedByTheCompiler).toBeFunction();
  });
});
