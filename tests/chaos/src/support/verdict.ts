import { audit, collectWitnesses, type Violation, type Witnesses } from '@orderflow/audit';
import type { Seen, World } from './world.ts';

export type Verdict = Omit<Violation, 'evidence'> & Partial<Pick<Violation, 'evidence'>>;

/** What nobody could handle has to be a dead letter: of each durable that it came to. */
const unparked = ({ deadLetters }: Witnesses, poison: readonly string[]): readonly Seen[] => {
  const parked = new Set(deadLetters.map(({ durable, messageId }) => `${durable}:${messageId}`));
  return poison
    .filter((one) => !parked.has(one))
    .map((one) => ({ check: 'poison', message: `${one} was not handled and is no dead letter` }));
};

/** Whatever the run did has its name in it: the customer, the goods, the orders. */
const marksOf = ({ orders }: Witnesses, { client }: World): readonly string[] => {
  const { customerId, history } = client;
  const told = history.requests.flatMap(({ orderId }) => orderId || []);
  const own = [...orders.values()].filter((order) => order.customerId === customerId);
  return [`${customerId}-`, `"${customerId}"`, ...told, ...own.map(({ orderId }) => orderId)];
};

export interface Judgement {
  readonly all: readonly Verdict[];
  /** Those that speak of this run: of its orders, its customer, its goods. */
  readonly own: readonly Verdict[];
}

/** The audit of the whole stack, with the history of one client. Waits for rest, if told to. */
export const judge = async (world: World, waitSeconds: number): Promise<Judgement> => {
  const { stack, client, poison, seen } = world;
  const witnesses = await collectWitnesses({
    natsUrl: stack.natsAdminUrl,
    postgresAdminUrl: stack.postgresAdminUrl,
    pspUrl: stack.urls.psp,
    history: client.history.requests,
    acknowledged: new Set(poison.map((one) => one.slice(one.indexOf(':') + 1))),
    waitSeconds,
  });
  const marks = marksOf(witnesses, world);
  const audited = audit(witnesses);
  const scene = [...unparked(witnesses, poison), ...seen];
  const isOwn = (one: Violation): boolean => {
    const text = JSON.stringify(one);
    return marks.some((mark) => text.includes(mark));
  };
  return { all: [...audited, ...scene], own: [...audited.filter(isOwn), ...scene] };
};
