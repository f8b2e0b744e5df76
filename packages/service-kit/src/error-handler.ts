import { AppError, type ErrorCode } from '@orderflow/errors';
import { recordException } from '@orderflow/telemetry';
import type { Logger } from '@orderflow/telemetry/logger';
import type { FastifyError, FastifyReply, FastifyRequest, FastifySchemaValidationError } from 'fastify';
import { createLogThrottle } from './log-throttle.ts';
import { type ProblemLocation, pathOf, problemContentType, retryAfterSeconds, toProblem } from './problem.ts';

/** Fastify's own errors that have a code of ours; those not listed go by their status. */
const byFastifyCode: Readonly<Record<string, ErrorCode>> = {
  FST_ERR_VALIDATION: 'VALIDATION_FAILED',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'UNSUPPORTED_MEDIA_TYPE',
  FST_ERR_CTP_BODY_TOO_LARGE: 'BODY_TOO_LARGE',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'MALFORMED_REQUEST',
  FST_ERR_CTP_INVALID_JSON_BODY: 'MALFORMED_REQUEST',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'MALFORMED_REQUEST',
  FST_ERR_BAD_URL: 'MALFORMED_REQUEST',
  FST_ERR_NOT_FOUND: 'NOT_FOUND',
  FST_ERR_HANDLER_TIMEOUT: 'TIMEOUT',
};

const byStatus: Readonly<Record<number, ErrorCode>> = {
  400: 'MALFORMED_REQUEST',
  401: 'UNAUTHENTICATED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  405: 'METHOD_NOT_ALLOWED',
  406: 'NOT_ACCEPTABLE',
  408: 'REQUEST_TIMEOUT',
  412: 'PRECONDITION_FAILED',
  413: 'BODY_TOO_LARGE',
  414: 'MALFORMED_REQUEST',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  428: 'PRECONDITION_REQUIRED',
  429: 'RATE_LIMITED',
};

/** The one conversion of whatever a route, a plugin or Fastify throws. */
function toAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError || !isFastifyError(thrown)) return AppError.from(thrown);
  const code = byFastifyCode[thrown.code] ?? byStatus[thrown.statusCode ?? 500];
  return code === undefined ? AppError.from(thrown) : new AppError(code, detailOf(thrown), { cause: thrown });
}

const isFastifyError = (thrown: unknown): thrown is FastifyError =>
  thrown instanceof Error && 'statusCode' in thrown && typeof thrown.statusCode === 'number';

const detailOf = (error: FastifyError): string =>
  error.validation === undefined ? `${error.message}.`.replace(/\.\.$/, '.') : 'The request does not match its schema.';

const places: Readonly<Record<string, ProblemLocation['in']>> = {
  querystring: 'query',
  params: 'path',
  headers: 'headers',
};

function locationsOf(thrown: unknown): readonly ProblemLocation[] | undefined {
  if (!isFastifyError(thrown) || thrown.validation === undefined) return undefined;
  const place = places[thrown.validationContext ?? 'body'] ?? 'body';
  return thrown.validation.map((problem) => locate(place, problem));
}

function locate(place: ProblemLocation['in'], problem: FastifySchemaValidationError): ProblemLocation {
  const { missingProperty, additionalProperty, allowedValues } = problem.params;
  const member = missingProperty ?? additionalProperty;
  const pointer =
    member === undefined ? problem.instancePath : `${problem.instancePath}/${escapePointer(String(member))}`;
  const message =
    missingProperty !== undefined
      ? 'is required'
      : additionalProperty !== undefined
        ? 'is not a known property'
        : Array.isArray(allowedValues)
          ? `must be one of ${allowedValues.join(', ')}`
          : (problem.message ?? 'is not valid');
  return { in: place, pointer, message };
}

const escapePointer = (member: string): string => member.replaceAll('~', '~0').replaceAll('/', '~1');

export type ErrorHandler = (thrown: unknown, request: FastifyRequest, reply: FastifyReply) => FastifyReply;

/** Answers with a problem document. 500s are logged with their stack, and noted on the span of the request; 503s at most once a second for each code. */
export function createErrorHandler(logger: Logger): ErrorHandler {
  const throttle = createLogThrottle(1_000);

  return (thrown, request, reply) => {
    const error = toAppError(thrown);
    const route = request.routeOptions.url;
    if (error.status === 500) {
      recordException(error);
      logger.error({ err: error, method: request.method, route }, `request failed: ${error.message}`);
    } else if (error.status === 503) {
      throttle(error.code, (suppressed) =>
        logger.warn({ code: error.code, method: request.method, route, suppressed }, error.message),
      );
    }
    return sendProblem(reply, error, request, locationsOf(thrown));
  };
}

function sendProblem(
  reply: FastifyReply,
  error: AppError,
  request: FastifyRequest,
  locations?: readonly ProblemLocation[],
): FastifyReply {
  const seconds = retryAfterSeconds(error);
  if (seconds !== undefined) reply.header('retry-after', String(seconds));
  // Serialized here: a route's own response schemas must not cut members off.
  const body = JSON.stringify(toProblem(error, pathOf(request.url), locations));
  return reply.code(error.status).header('content-type', problemContentType).serializer(String).send(body);
}
