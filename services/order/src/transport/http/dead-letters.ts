import type { HandledLetter, LetterDesk } from '@orderflow/dead-letters';
import { type Http, problemResponses } from '@orderflow/service-kit';
import type { Logger } from '@orderflow/telemetry/logger';
import * as schemas from './dead-letter-schemas.ts';

export interface DeadLetterRoutes {
  /** Rejects with NOT_FOUND where it is off, with LOG_UNAVAILABLE. */
  desk(): Promise<LetterDesk>;
  readonly logger: Logger;
}

const tags = ['dead letters'];
const config = { access: 'admin' } as const;
/** An event with its hundred items, edited, is more than an order's body may be. */
const bodyLimit = 1024 ** 2;
const unavailable = ['LOG_UNAVAILABLE'] as const;
const oneLetter = ['NOT_FOUND', ...unavailable] as const;

/** What is done to dead letters, and by whom, is on record; what was only looked at or tried is not. */
const createRecord =
  (logger: Logger) =>
  (by: string, handled: HandledLetter, particulars: Readonly<Record<string, unknown>> = {}): void => {
    if (handled.outcome.startsWith('would_')) return;
    const { payload, ...what } = handled;
    logger.info({ audit: true, by, deadLetter: what, ...particulars }, `dead letter ${what.outcome}`);
  };

export const registerDeadLetters = (http: Http, { desk, logger }: DeadLetterRoutes): void => {
  const record = createRecord(logger);

  http.get(
    '/admin/dead-letters',
    {
      config,
      schema: {
        tags,
        summary: 'Dead letters, oldest first',
        querystring: schemas.letterQuery,
        response: { 200: schemas.letterPage, ...problemResponses(...oneLetter) },
      },
    },
    async ({ query: { limit = 50, ...filter } }) => {
      const { letters, next } = await (await desk()).list({ ...filter, limit });
      return { letters: [...letters], next };
    },
  );

  http.get(
    '/admin/dead-letters/:sequence',
    {
      config,
      schema: {
        tags,
        summary: 'One dead letter, with its reason, headers and payload',
        params: schemas.letterParams,
        response: { 200: schemas.letter, ...problemResponses(...oneLetter) },
      },
    },
    async ({ params: { sequence } }) => {
      const letter = await (await desk()).show(Number(sequence));
      return { ...letter, headers: [...letter.headers] };
    },
  );

  http.post(
    '/admin/dead-letters/:sequence/redrive',
    {
      config,
      bodyLimit,
      schema: {
        tags,
        summary: 'Give one once more to the durable that failed it, and to no other',
        description:
          'The letter is removed when the redrive is stored. One that was cut off in between is only completed by the next, however late; with another payload it is refused, unless `again` is said.',
        params: schemas.letterParams,
        body: schemas.redriveBody,
        response: {
          200: schemas.handledLetter,
          ...problemResponses(...oneLetter, 'PRECONDITION_FAILED', 'BODY_TOO_LARGE'),
        },
      },
    },
    async ({ params: { sequence }, body: { payload, again = false, dryRun = false }, principal }) => {
      const order = { by: principal.name, again, dryRun, ...(payload === undefined ? {} : { payload }) };
      const handled = await (await desk()).redrive(Number(sequence), order);
      record(principal.name, handled, { edited: payload !== undefined, again });
      return handled;
    },
  );

  http.post(
    '/admin/dead-letters/redrive',
    {
      config,
      schema: {
        tags,
        summary: 'Give all that fit, once more, each to the durable that failed it',
        description: 'Those that fit when it begins, oldest first; what fails again meanwhile is a new one.',
        body: schemas.redriveManyBody,
        response: { 200: schemas.handledLetters, ...problemResponses(...oneLetter) },
      },
    },
    async ({ body: { limit = 100, dryRun = false, ...filter }, principal }) => {
      const { letters, next } = await (await desk()).redriveAll({ ...filter, limit }, { by: principal.name, dryRun });
      for (const letter of letters) record(principal.name, letter, { filter });
      return { letters: [...letters], next };
    },
  );

  http.delete(
    '/admin/dead-letters/:sequence',
    {
      config,
      schema: {
        tags,
        summary: 'Discard one for good',
        params: schemas.letterParams,
        querystring: schemas.discardQuery,
        response: { 200: schemas.handledLetter, ...problemResponses(...oneLetter) },
      },
    },
    async ({ params: { sequence }, query: { reason, dryRun = false }, principal }) => {
      const handled = await (await desk()).discard(Number(sequence), { by: principal.name, dryRun });
      record(principal.name, handled, { reason });
      return handled;
    },
  );
};
