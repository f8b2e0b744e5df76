// The compose file as data: anchors resolved, variables at their defaults; and a schema of the part of the format that it
// keeps to, so that a misspelt key is not passed over where no docker compose is at hand.
import { readFileSync } from 'node:fs';
import Ajv from 'ajv';
import { parse } from 'yaml';

const text = { type: 'string' };
const texts = { type: 'array', items: text };
const closed = (properties, required = []) => ({ type: 'object', additionalProperties: false, properties, required });
const mapOf = (values) => ({ type: 'object', additionalProperties: values });

const service = closed({
  image: text,
  build: closed({ context: text, dockerfile: text, target: text, args: mapOf(text) }, [
    'context',
    'dockerfile',
    'target',
  ]),
  pull_policy: { enum: ['never', 'build'] },
  entrypoint: texts,
  command: texts,
  environment: mapOf(text),
  ports: texts,
  volumes: texts,
  tmpfs: texts,
  depends_on: mapOf(
    closed({ condition: { enum: ['service_healthy', 'service_completed_successfully'] } }, ['condition']),
  ),
  healthcheck: closed({ test: texts, interval: text, timeout: text, retries: { type: 'integer' } }, ['test']),
  restart: { enum: ['no', 'unless-stopped'] },
  stop_grace_period: text,
  read_only: { type: 'boolean' },
  cap_drop: texts,
  security_opt: texts,
  mem_limit: { type: 'string', pattern: '^[0-9]+m$' },
  shm_size: text,
  profiles: texts,
});
service.required = ['image', 'mem_limit', 'restart'];

const schema = {
  type: 'object',
  additionalProperties: false,
  required: ['name', 'services', 'volumes'],
  patternProperties: { '^x-': {} },
  properties: { name: text, services: mapOf(service), volumes: mapOf({ type: 'null' }) },
};

const ajv = new Ajv({ allErrors: true });
const isValid = ajv.compile(schema);

/** A sentence for each thing that is wrong with a compose file as such. */
export const problemsOfCompose = (compose) =>
  isValid(compose)
    ? []
    : isValid.errors.map(({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`);

/** `$$` is a dollar sign, `${NAME:-default}` its default. */
const substitute = (value) =>
  value.replace(/\$\$|\$\{\w+:-([^}]*)\}/g, (all, fallback) => (all === '$$' ? '$' : fallback));

const inEveryText = (value) => {
  if (typeof value === 'string') return substitute(value);
  if (Array.isArray(value)) return value.map(inEveryText);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, inEveryText(inner)]));
};

export const readCompose = (file) => inEveryText(parse(readFileSync(file, 'utf8'), { merge: true }));
