import { AppError } from '@orderflow/errors';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';

/** What it is answered with outside `/v1`, where Stripe says nothing of it: `{"error": "a sentence"}`. */
const refuse = (reply: FastifyReply, status: number, sentence: string): FastifyReply =>
  reply.code(status).send({ error: `${sentence.replace(/\.$/, '')}.` });

/** Ajv says that a value is none of those allowed, and not which they are. */
const sentenceOf = (error: Partial<FastifyError>): string => {
  const [problem] = error.validation ?? [];
  const allowed = problem?.params.allowedValues;
  if (!Array.isArray(allowed)) return error.message ?? String(error);
  return `${error.validationContext ?? ''}${problem?.instancePath ?? ''} must be one of ${allowed.join(', ')}`;
};

export const answerAdminError = (error: Partial<FastifyError>, request: FastifyRequest, reply: FastifyReply) => {
  const status = error instanceof AppError ? error.status : (error.statusCode ?? 500);
  if (status >= 500) request.log.error({ err: error }, 'the request failed');
  return refuse(reply, status, sentenceOf(error));
};

const routes = 'GET /_ledger; GET, POST and DELETE /_faults; DELETE /_keys; GET /healthz and /readyz';

export const answerNotFound = ({ method, url }: FastifyRequest, reply: FastifyReply) =>
  refuse(reply, 404, `There is no ${method} ${url.split('?')[0]}: there are the Stripe API under /v1, and ${routes}`);
