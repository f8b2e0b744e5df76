import { Ajv, type Options } from 'ajv';
import formats from 'ajv-formats';
import type { FastifySchemaCompiler } from 'fastify';

// Unknown properties are refused, not removed; the first problem found is enough (allErrors invites long work).
const strictOptions: Options = { allErrors: false, removeAdditional: false, useDefaults: true, coerceTypes: false };

function createAjv(options: Options): Ajv {
  const ajv = new Ajv(options);
  formats.default(ajv);
  return ajv;
}

/** JSON says what type a value has; a query string cannot, so there `5` may be a number. */
export function createValidatorCompiler(): FastifySchemaCompiler<object> {
  const strict = createAjv(strictOptions);
  const coercing = createAjv({ ...strictOptions, coerceTypes: 'array' });
  return ({ schema, httpPart }) => (httpPart === 'querystring' ? coercing : strict).compile(schema);
}
