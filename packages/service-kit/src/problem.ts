import { type AppError, codes, type ErrorCode } from '@orderflow/errors';
import { activeTraceId } from '@orderflow/telemetry';
import type { RouteOptions } from 'fastify';
import { Type } from 'typebox';
import './route-config.ts';

export const problemContentType = 'application/problem+json';

/** One thing that is wrong with a request, and where. */
export interface ProblemLocation {
  readonly in: 'body' | 'query' | 'path' | 'headers';
  /** JSON pointer of the value; empty: the whole. */
  readonly pointer: string;
  readonly message: string;
}

/** RFC 9457, with a stable `code`. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: ErrorCode;
  /** Path of the request. */
  readonly instance?: string;
  readonly errors?: readonly ProblemLocation[];
  /** Particulars for programs: which sku, which position. */
  readonly details?: Readonly<Record<string, unknown>>;
  readonly traceId?: string;
}

export const problemSchema = Type.Object(
  {
    type: Type.String({ description: '`urn:orderflow:problem:<code>`' }),
    title: Type.String({ description: 'The kind of problem, in words' }),
    status: Type.Integer(),
    detail: Type.String({ description: 'What happened this time, for people' }),
    code: Type.String({ description: 'Stable, for programs', examples: Object.keys(codes) }),
    instance: Type.Optional(Type.String({ description: 'Path of the request' })),
    errors: Type.Optional(
      Type.Array(
        Type.Object({
          in: Type.Enum(['body', 'query', 'path', 'headers']),
          pointer: Type.String({ description: 'JSON pointer of the value' }),
          message: Type.String(),
        }),
      ),
    ),
    details: Type.Optional(Type.Record(Type.String(), Type.Unknown(), { description: 'Particulars, for programs' })),
    traceId: Type.Optional(Type.String({ description: 'To look the request up in the traces' })),
  },
  { $id: 'Problem', description: 'Problem document (RFC 9457)' },
);

/** What an error is answered with. Of an unexpected one (500) nothing but its existence is told. */
export function toProblem(error: AppError, instance?: string, errors?: readonly ProblemLocation[]): Problem {
  const { code, status, title } = error;
  const expected = status !== 500;
  const traceId = activeTraceId();
  return {
    type: `urn:orderflow:problem:${code.toLowerCase().replaceAll('_', '-')}`,
    title,
    status,
    detail: expected ? error.message : 'The error has been logged. Repeating the request is safe.',
    code,
    ...(instance === undefined ? {} : { instance }),
    ...(errors === undefined ? {} : { errors }),
    ...(expected && error.details !== undefined ? { details: error.details } : {}),
    ...(traceId === undefined ? {} : { traceId }),
  };
}

/** Of a request's URL, for `instance`: without the query, which may hold what is nobody's business. */
export function pathOf(url: string): string {
  const query = url.indexOf('?');
  return query < 0 ? url : url.slice(0, query);
}

/** Seconds for `Retry-After`: what the error says, else 1 where a repeat may succeed; undefined where none can. */
export function retryAfterSeconds(error: AppError): number | undefined {
  if (error.retryAfterSeconds !== undefined) return Math.max(1, Math.ceil(error.retryAfterSeconds));
  return error.status === 503 || error.status === 429 ? 1 : undefined;
}

/**
 * Response schemas that document the codes in OpenAPI, to be spread into a route's `response`. What every route may
 * answer is added by itself. For the types there is nothing in it: a handler returns what it succeeds with and throws
 * its problems.
 */
export const problemResponses = (...documented: readonly ErrorCode[]): Record<never, never> =>
  Object.fromEntries(
    Object.entries(Object.groupBy(documented, (code) => codes[code].status)).map(([status, ofStatus = []]) => [
      status,
      problemResponse(ofStatus.map((code) => `\`${code}\`: ${codes[code].title}.`).join(' ')),
    ]),
  );

const problemResponse = (description: string) => ({
  description,
  content: { [problemContentType]: { schema: Type.Ref('Problem') } },
});

/** What stands before every route, as configured. */
export interface Gates {
  readonly asksForCredential: boolean;
  readonly limitsRate: boolean;
}

/** Name of the scheme in the document's `securitySchemes`. */
export const credentialScheme = 'credential';

/** Adds to a documented route whom it lets pass, the problems that any request may have, and `default` for all others. */
export function documentCommon({ schema, config }: RouteOptions, { asksForCredential, limitsRate }: Gates): void {
  if (schema === undefined || schema.hide === true || config?.access === 'operational') return;
  const takesInput = schema.body ?? schema.querystring ?? schema.params ?? schema.headers;
  const common: readonly ErrorCode[] = [
    'NOT_ACCEPTABLE',
    ...(takesInput === undefined ? [] : (['MALFORMED_REQUEST', 'VALIDATION_FAILED'] as const)),
    ...(schema.body === undefined ? [] : (['BODY_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'] as const)),
    ...(asksForCredential ? (['UNAUTHENTICATED', 'FORBIDDEN'] as const) : []),
    ...(limitsRate ? (['RATE_LIMITED'] as const) : []),
  ];
  if (asksForCredential) schema.security = [{ [credentialScheme]: [config?.access ?? 'customer'] }];
  schema.response = {
    ...problemResponses(...common),
    default: problemResponse('Any other problem. A 503 is always safe to repeat, after `Retry-After` seconds.'),
    ...asObject(schema.response),
  };
}

const asObject = (value: unknown): object => (typeof value === 'object' && value !== null ? value : {});
