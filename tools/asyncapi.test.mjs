import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import schema from '@asyncapi/specs/schemas/3.0.0.json' with { type: 'json' };
import Ajv from 'ajv';
import addFormats from 'ajv-formats';

const committed = () => JSON.parse(readFileSync(new URL('../docs/asyncapi.json', import.meta.url), 'utf8'));

const validate = (document) => {
  // The schema brings the meta-schema of JSON Schema with it.
  const ajv = new Ajv({ strict: false, meta: false, validateSchema: false });
  addFormats(ajv, ['uri', 'uri-reference', 'date-time', 'regex', 'email']);
  const valid = ajv.compile(schema);
  return valid(document) ? [] : valid.errors;
};

/** What every `$ref` of the document points to; undefined where it points to nothing. */
const referencesOf = (document) => {
  const found = [];
  const visit = (value) => {
    if (value === null || typeof value !== 'object') return;
    if (typeof value.$ref === 'string') {
      const parts = value.$ref.slice(2).split('/');
      found.push([value.$ref, parts.reduce((at, part) => at?.[part.replaceAll('~1', '/')], document)]);
    }
    Object.values(value).forEach(visit);
  };
  visit(document);
  return found;
};

test('docs/asyncapi.json is a valid AsyncAPI 3 document', () => {
  assert.deepEqual(validate(committed()), []);
});

test('a document with an operation that neither sends nor receives is not valid', () => {
  const document = committed();
  Object.values(document.operations)[0].action = 'shout';
  assert.notDeepEqual(validate(document), []);
});

test('each reference points to something', () => {
  const references = referencesOf(committed());
  assert.ok(references.length > 0);
  for (const [reference, target] of references) assert.ok(target !== undefined, reference);
});

test('each event has its payload and a sender', () => {
  const { channels, operations } = committed();
  for (const type of Object.keys(channels).filter((name) => name !== 'dead letters')) {
    assert.ok(
      Object.keys(operations).some((name) => name.endsWith(` sends ${type}`)),
      type,
    );
  }
});
