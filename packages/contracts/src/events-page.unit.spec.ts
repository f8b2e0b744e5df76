import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '@orderflow/errors';
import { deadLetterHeaderNames, headerNames } from '@orderflow/eventbus';
import protobuf from 'protobufjs';
import { describe, expect, it } from 'vitest';
import type { EventContract } from './event-contract.ts';
import { catalogBucket, createTopology, events, serviceNames, services, skuPattern } from './index.ts';

// docs/events.md is what a team with another language builds from, so it may not say anything the code does not do.

const repository = join(import.meta.dirname, '../../..');
const page = readFileSync(join(repository, 'docs/events.md'), 'utf8');

/** Cells of the first table after the heading, without the table's own heading and without backticks. */
const tableUnder = (heading: string): string[][] => {
  const section = page.slice(page.indexOf(`\n${heading}\n`) + 1);
  expect(section.startsWith(heading)).toBe(true);
  const lines = section.split('\n');
  const start = lines.findIndex((line) => line.startsWith('|'));
  const length = lines.slice(start).findIndex((line) => !line.startsWith('|'));
  const cells = (line: string) => line.split('|').slice(1, -1);
  return lines
    .slice(start + 2, start + length)
    .map((line) => cells(line).map((cell) => cell.trim().replaceAll('`', '')));
};
const words = (values: readonly string[]): string => values.join(' ');

const loadProto = async (): Promise<protobuf.Namespace> => {
  const root = new protobuf.Root();
  root.resolvePath = (_origin, target) => (target.startsWith('google/') ? target : join(repository, 'proto', target));
  const files = globSync('orderflow/*/v1/*.proto', { cwd: join(repository, 'proto') }).sort();
  return (await root.load(files, { keepCase: true })).resolveAll();
};

const all: readonly EventContract<unknown>[] = events;
const topology = createTopology();
const proto = await loadProto();

/** A payload whose key and identity can be seen in the Msg-Id. */
const sample = { orderId: '<order>', sku: '<sku>', key: '<key>' };
const messageIdOf = (event: EventContract<unknown>): string =>
  event.messageId?.(sample) ?? `${event.key(sample)}:${event.type}`;

describe('docs/events.md', () => {
  it('names the headers of an event', () => {
    expect(tableUnder('## Headers').map(([name]) => name)).toEqual(Object.values(headerNames));
  });

  it('names the headers of a dead letter', () => {
    expect(tableUnder('## Dead letters').map(([name]) => name)).toEqual(Object.values(deadLetterHeaderNames));
  });

  it('names the streams, their subjects and windows', () => {
    const streams = topology.streams.map((stream) => [
      stream.name,
      words(stream.subjects),
      `${stream.duplicateWindowMs / 1000} s`,
    ]);
    expect(tableUnder('## Streams')).toEqual(streams);
  });

  it('names the durables, their streams and subjects', () => {
    const durables = topology.durables.map(({ name, stream, subjects }) => [name, stream, words(subjects)]);
    expect(tableUnder('## Durables')).toEqual(durables);
  });

  it('names the users, what they publish, read and hear', () => {
    const users = serviceNames.map((name) => {
      const { publishes, durables, hears } = services[name];
      return [name, words(publishes), words(durables), words(hears)];
    });
    expect(tableUnder('## Users')).toEqual(users);
  });

  it('names the events, in order, with version, stream, publisher, readers and identity', () => {
    const publisherOf = { ORDERS: 'order', INVENTORY: 'inventory', PAYMENTS: 'payment' } as const;
    const rows = all.map((event) => {
      const wildcard = `${event.subject.split('.')[0]}.>`;
      const stream = topology.streams.find(({ subjects }) => subjects.includes(wildcard))!.name;
      const readers = topology.durables.filter(({ subjects }) => subjects.includes(event.subject));
      const publisher = publisherOf[stream as keyof typeof publisherOf];
      return [
        event.type,
        String(event.version),
        stream,
        publisher,
        words(readers.map(({ name }) => name)),
        messageIdOf(event),
      ];
    });
    const documented = tableUnder('## Events').map(([type, version, _message, ...rest]) => [type, version, ...rest]);
    expect(documented).toEqual(rows);
    expect(all.map(({ type }) => type)).toEqual(all.map(({ subject }) => subject));
  });

  it('names every field of every payload', () => {
    const messages = tableUnder('## Events').map(([, , message]) => message!);
    const parts = ['orderflow.common.v1.Money', 'orderflow.common.v1.Line', 'orderflow.order.v1.OrderItem'];
    const rows = [...messages, ...parts].flatMap((message) => {
      const type = proto.lookupType(message);
      return type.fieldsArray.map((field) => [
        type.name,
        String(field.id),
        field.name,
        `${field.repeated ? 'repeated ' : ''}${field.type.split('.').at(-1)}`,
      ]);
    });
    expect(tableUnder('## Payloads').map((row) => row.slice(0, 4))).toEqual(rows);
  });

  it.each(all.map((event) => [event.type, event] as const))('says which fields of %s must be there', (type, event) => {
    const golden = readFileSync(join(import.meta.dirname, `../golden/${type}.v${event.version}.json`), 'utf8');
    const { hex } = JSON.parse(golden) as { hex: string };
    const [, , messageName] = tableUnder('## Events').find(([name]) => name === type)!;
    const message = proto.lookupType(messageName!);
    const needed = message.fieldsArray.filter(({ name }) => {
      const without = message.decode(Buffer.from(hex, 'hex')) as protobuf.Message & Record<string, unknown>;
      delete without[name];
      try {
        event.codec.decode(message.encode(without).finish());
        return false;
      } catch (error) {
        return AppError.is(error, 'UNDECODABLE');
      }
    });
    const documented = tableUnder('## Payloads').filter(
      ([name, , , , always]) => name === message.name && always === 'always',
    );
    expect(documented.map(([, , field]) => field)).toEqual(needed.map(({ name }) => name));
  });

  it('names the values of the enums', () => {
    const rows = ['orderflow.order.v1.CancelReason', 'orderflow.payment.v1.PaymentStatus'].flatMap((name) => {
      const found = proto.lookupEnum(name);
      return Object.entries(found.values)
        .filter(([, number]) => number > 0)
        .map(([value, number]) => [found.name, String(number), value]);
    });
    expect(tableUnder('### Values of enums')).toEqual(rows);
  });

  it('names the bucket of the catalogue and the form of its keys', () => {
    expect(page).toContain(`bucket \`${catalogBucket}\``);
    expect(page).toContain(`\`${skuPattern}\``);
  });
});
