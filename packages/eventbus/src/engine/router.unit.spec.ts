import { describe, expect, it } from 'vitest';
import type { EventDefinition } from '../ports.ts';
import type { Delivery } from './delivery.ts';
import { createRouter } from './router.ts';

const defined = (type: string, version = 1): EventDefinition<string> => ({
  type,
  subject: `subject.${type}`,
  version,
  codec: { encode: (text) => Buffer.from(text), decode: (data) => `${Buffer.from(data)}` },
  key: (text) => text,
});

const delivered = (subject: string, headers: Readonly<Record<string, string>> = {}): Delivery => ({
  durable: 'd',
  stream: 'S',
  subject,
  sequence: 1,
  delivery: 1,
  storedAt: new Date(0),
  data: new Uint8Array(),
  header: (name) => headers[name],
  headers: () => Object.entries(headers),
  ack: () => {},
  nak: () => {},
  term: () => {},
  working: () => {},
});

const handler = async (): Promise<void> => {};

const createBench = () => {
  const router = createRouter();
  for (const event of [defined('a'), defined('a', 2), defined('b')]) router.subscribe(event, handler, 'd');
  router.subscribe(defined('c'), handler, 'other');
  const find = router.routesOf('d');
  const found = (subject: string, headers?: Readonly<Record<string, string>>): string => {
    const route = find(delivered(subject, headers));
    return route instanceof Error ? route.code : `${route.event.type} v${route.event.version}`;
  };
  return { router, found };
};

describe('the router', () => {
  it.each<[string, string, Readonly<Record<string, string>>, string]>([
    ['by type and version', 'x', { 'ce-type': 'a', 'ce-dataversion': '2' }, 'a v2'],
    ['without a version as the first', 'x', { 'ce-type': 'a' }, 'a v1'],
    ['without a type by the subject', 'subject.b', {}, 'b v1'],
    ['without a type by subject and version', 'subject.a', { 'ce-dataversion': '2' }, 'a v2'],
    ['redriven without a type by the subject it had', 'redrive.d', { 'dead-letter-subject': 'subject.b' }, 'b v1'],
    ['redriven by its type', 'redrive.d', { 'ce-type': 'a', 'dead-letter-subject': 'subject.a' }, 'a v1'],
    ['of an unknown version not at all', 'subject.a', { 'ce-type': 'a', 'ce-dataversion': '3' }, 'UNKNOWN_EVENT'],
    ['of an unknown type not at all', 'subject.a', { 'ce-type': 'z' }, 'UNKNOWN_EVENT'],
    ['of another durable’s type not at all', 'subject.c', { 'ce-type': 'c' }, 'UNKNOWN_EVENT'],
    ['of an unknown subject not at all', 'elsewhere', {}, 'UNKNOWN_EVENT'],
  ])('finds a message %s', (_, subject, headers, expected) => {
    expect(createBench().found(subject, headers)).toBe(expected);
  });

  it('has one handler for each version of a type', () => {
    const { router } = createBench();
    expect(() => router.subscribe(defined('a'), handler, 'd')).toThrow('has a handler for a v1 already');
    expect(router.durables()).toEqual(['d', 'other']);
  });
});
