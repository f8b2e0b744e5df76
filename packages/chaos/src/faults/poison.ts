import { randomBytes } from 'node:crypto';
import { createTopology, events, subjects } from '@orderflow/contracts';
import { beginWithinMs, persist } from '../persist.ts';
import type { Random } from '../random.ts';
import { forgedId, publishRaw } from '../world/raw-publish.ts';
import type { World } from '../world/world.ts';
import type { FaultKind } from './kind.ts';

type Header = readonly [name: string, value: string];

const subjectNames = Object.values(subjects);
const typeOf = (subject: string): string => events.find((event) => event.subject === subject)?.type ?? subject;

const usual = (id: string, subject: string, changed: Readonly<Record<string, string>> = {}): readonly Header[] => {
  const headers = {
    'Nats-Msg-Id': id,
    'ce-specversion': '1.0',
    'ce-id': id,
    'ce-type': typeOf(subject),
    'ce-source': '/orderflow/chaos',
    'ce-time': new Date().toISOString(),
    'ce-dataversion': '1',
    'content-type': 'application/protobuf',
    ...changed,
  };
  return Object.entries(headers);
};

/** No protobuf message begins with a field of number 0. */
const garbage = (bytes: number): Uint8Array => Buffer.concat([Buffer.from([0]), randomBytes(bytes)]);
const mebibyte = 1024 ** 2;
/** Of a message, headers included, as nats-server takes it by default. */
const largestBytes = mebibyte - 4_096;

const plan = (random: Random) => ({
  target: random.pick(subjectNames),
  durationMs: 0,
  params: { count: random.integer(1, 3) },
});

const poison = (
  kind: string,
  message: (id: string, subject: string) => { readonly data: Uint8Array; readonly headers: readonly Header[] },
): FaultKind => ({
  family: 'poison',
  kind,
  plan,
  occupies: () => ['nats'],
  begin: async (world, { target: subject, params = {} }) => {
    const ids = Array.from({ length: Number(params.count ?? 1) }, () => forgedId(kind));
    const sequences: number[] = [];
    for (const id of ids) {
      world.explained.expect(id, subject);
      // The same identity again: it lies there once, however often it takes.
      const publish = () => publishRaw(world, { subject, ...message(id, subject) });
      sequences.push(await persist(publish, beginWithinMs));
    }
    return { heal: async () => ({ sequences: sequences.join(' ') }) };
  },
});

const { durables } = createTopology();

/** Something for a service to give up. Resolves with the identity of its message. */
export const poisonDurableOf = async (world: World, service: string): Promise<string> => {
  const durable = durables.find(({ name }) => name.startsWith(`${service}-`));
  const subject = subjectNames.find((name) => durable?.subjects.includes(name));
  if (subject === undefined) throw new RangeError(`${service} reads nothing`);
  const id = forgedId('given-up');
  world.explained.expect(id, subject);
  await persist(() => publishRaw(world, { subject, data: garbage(100), headers: usual(id, subject) }), beginWithinMs);
  return id;
};

/** Messages that nobody can handle: each has to become a dead letter of each durable that reads it, and nothing else. */
export const poisonFaults: readonly FaultKind[] = [
  poison('garbage', (id, subject) => ({ data: garbage(200), headers: usual(id, subject) })),
  poison('unknown-type', (id, subject) => ({
    data: garbage(20),
    headers: usual(id, subject, { 'ce-type': `${typeOf(subject)}_v9` }),
  })),
  poison('unknown-version', (id, subject) => ({
    data: garbage(20),
    headers: usual(id, subject, { 'ce-dataversion': '99' }),
  })),
  poison('oversize', (id, subject) => ({ data: garbage(largestBytes), headers: usual(id, subject) })),
  poison('forged-headers', (id, subject) => ({
    data: garbage(50),
    headers: usual(id, subject, {
      'ce-dataversion': 'one',
      'ce-time': 'yesterday',
      traceparent: '00-zz-zz-zz',
      'dead-letter-durable': 'nobody',
      'dead-letter-attempts': '-1',
      'dead-letter-stack': '%0D%0A%',
    }),
  })),
];
