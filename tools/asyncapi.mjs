// The events as an AsyncAPI 3 document, made from the catalogue of events, the topology and `proto/`.
import { globSync, readFileSync } from 'node:fs';
import { createTopology, events } from '../packages/contracts/src/index.ts';
import { headerNames } from '../packages/eventbus/src/index.ts';

const protobuf = 'application/vnd.google.protobuf;version=3';
const publishers = { ORDERS: 'order', INVENTORY: 'inventory', PAYMENTS: 'payment' };

/** Every message of `proto/` by its short name: its text with the comment above it, and the file. */
const protoMessages = () => {
  const messages = new Map();
  for (const file of globSync('proto/orderflow/*/v1/*.proto').sort()) {
    const text = readFileSync(file, 'utf8');
    for (const { 0: definition, groups } of text.matchAll(
      /(?<comment>(?:^\/\/.*\n)*)^message (?<name>\w+) \{\n[\s\S]*?^\}/gm,
    )) {
      const description = groups.comment
        .replaceAll(/^\/\/ ?/gm, '')
        .replaceAll('\n', ' ')
        .trim();
      messages.set(groups.name, { file, description, definition: definition.slice(groups.comment.length) });
    }
  }
  return messages;
};

/** `orders.created` → `OrderCreated`: by the table of docs/events.md, which a test compares with the code. */
const messageNames = () =>
  new Map(
    [...readFileSync('docs/events.md', 'utf8').matchAll(/^\| `(\S+)` +\| \d+ +\| `orderflow\.\S+\.(\w+)`/gm)].map(
      ([, type, name]) => [type, name],
    ),
  );

const text = (description, more = {}) => ({ type: 'string', description, ...more });

const eventHeaders = {
  type: 'object',
  required: ['Nats-Msg-Id', 'ce-id', 'ce-source', 'ce-specversion', 'ce-time', 'ce-type', 'content-type'],
  properties: Object.fromEntries(
    Object.values(headerNames).map((name) => [
      name,
      {
        'Nats-Msg-Id': text('Identity of the occurrence, derived and never random; a repeat has the same.'),
        'ce-specversion': text('CloudEvents, binary mode.', { const: '1.0' }),
        'ce-id': text('The same as Nats-Msg-Id.'),
        'ce-type': text('The event; equal to its subject.'),
        'ce-source': text('URI-reference of the producer.', { examples: ['/orderflow/order'] }),
        'ce-time': text('When it was published.', { format: 'date-time' }),
        'ce-dataversion': text('Version of the payload; absent means 1.', { pattern: '^[1-9][0-9]*$' }),
        'content-type': text('Form of the payload.', { const: 'application/protobuf' }),
        traceparent: text('W3C trace context, when there is a trace.'),
        tracestate: text('W3C trace context, when there is a trace.'),
      }[name] ?? text('A header of the bus.'),
    ]),
  ),
};

const ref = (...path) => ({ $ref: `#/${path.map((part) => part.replaceAll('/', '~1')).join('/')}` });

/** The document, as plain data. */
export const asyncapi = (version) => {
  const topology = createTopology();
  const definitions = protoMessages();
  const names = messageNames();
  const channels = {};
  const operations = {};
  const messages = {};
  for (const { type, subject, version: dataVersion } of events) {
    const name = names.get(type);
    const message = definitions.get(name);
    if (!message) throw new Error(`docs/events.md names no message of proto/ for ${type}`);
    const stream = topology.streams.find(({ subjects }) => subjects.includes(`${subject.split('.')[0]}.>`)).name;
    messages[name] = {
      name: type,
      title: name,
      summary: message.description,
      contentType: 'application/protobuf',
      headers: ref('components', 'schemas', 'EventHeaders'),
      payload: { schemaFormat: protobuf, schema: message.definition },
      'x-proto-file': message.file,
      'x-ce-dataversion': dataVersion,
    };
    channels[type] = {
      address: subject,
      description: message.description,
      messages: { [name]: ref('components', 'messages', name) },
      'x-jetstream-stream': stream,
    };
    const operation = { channel: ref('channels', type), messages: [ref('channels', type, 'messages', name)] };
    operations[`${publishers[stream]} sends ${type}`] = { action: 'send', ...operation };
    for (const durable of topology.durables.filter(({ subjects }) => subjects.includes(subject))) {
      operations[`${durable.name} receives ${type}`] = {
        action: 'receive',
        ...operation,
        'x-jetstream-durable': durable.name,
      };
    }
  }
  channels['dead letters'] = {
    address: 'dead_letters.{durable}',
    description: 'What could not be handled, with its original bytes and headers; read and redriven by people.',
    parameters: { durable: { description: 'The durable that gave up.', enum: topology.durables.map((d) => d.name) } },
    messages: { DeadLetter: ref('components', 'messages', 'DeadLetter') },
    'x-jetstream-stream': topology.deadLetterStream,
  };
  messages.DeadLetter = {
    name: 'dead letter',
    title: 'DeadLetter',
    summary: 'The bytes of the message that failed; its headers beside those named dead-letter-*: see docs/events.md.',
    payload: {},
  };
  // One each of the payloads' parts.
  const parts = [...definitions].filter(([name]) => !messages[name]);
  return {
    asyncapi: '3.0.0',
    id: 'urn:orderflow:events',
    info: {
      title: 'Orderflow events',
      version,
      description:
        'Generated from the catalogue of events (npm run gen). docs/events.md is the page for a person: identities, delivery, durables.',
      license: { name: 'Apache-2.0' },
    },
    defaultContentType: 'application/protobuf',
    servers: { local: { host: 'localhost:4222', protocol: 'nats', description: 'NATS of the local stack' } },
    channels,
    operations,
    components: {
      schemas: {
        EventHeaders: eventHeaders,
        ...Object.fromEntries(
          parts.map(([name, { definition }]) => [name, { schemaFormat: protobuf, schema: definition }]),
        ),
      },
      messages,
    },
  };
};
