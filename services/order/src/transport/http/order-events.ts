import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { AppError } from '@orderflow/errors';
import { type Http, ownerOf, problemResponses } from '@orderflow/service-kit';
import { Type } from 'typebox';
import type { OrderQuery } from '../../application/get-order.ts';
import type { Facts } from '../../domain/facts.ts';
import { historyOf, isTerminal } from '../../domain/status.ts';
import * as schemas from './schemas.ts';
import { orderView } from './view.ts';

export interface OrderEventsUseCases {
  /** The order now, and again each time it has changed, until it has ended. */
  followOrder(query: OrderQuery, signal: AbortSignal): AsyncIterable<Facts>;
}

export interface OrderEventsOptions {
  /** Fires when the process stops: streams end at once, and clients connect to another replica. */
  readonly stopping: AbortSignal;
  /** Streams open at a time; one more is answered QUEUE_FULL. Default 1000. */
  readonly maxStreams?: number;
  /** How often a comment is sent, so that nobody between takes the connection for dead. Default 15 000. */
  readonly heartbeatMs?: number;
}

const eventStream = 'text/event-stream';

/** `id` grows with the history: a client that comes back sees the current state, and nothing if that was the last. */
const eventOf = (facts: Facts): string => {
  const view = orderView(facts);
  return `event: ${view.status}\nid: ${view.history.length}\ndata: ${JSON.stringify(view)}\n\n`;
};

const hasSeen = (facts: Facts, lastEventId: string | string[] | undefined): boolean =>
  lastEventId === String(historyOf(facts).length);

export const registerOrderEvents = (
  http: Http,
  useCases: OrderEventsUseCases,
  { stopping, maxStreams = 1000, heartbeatMs = 15_000 }: OrderEventsOptions,
): void => {
  let open = 0;
  http.get(
    '/orders/:orderId/events',
    {
      config: { produces: [eventStream] },
      schema: {
        tags: ['orders'],
        summary: 'The order as it changes, as Server-Sent Events, until it has ended',
        description: 'The first event is the order as it is. The name of each event is the status.',
        params: Type.Object({ orderId: schemas.orderId }),
        headers: Type.Object({
          'last-event-id': Type.Optional(Type.String({ maxLength: 200, description: 'Sent by browsers' })),
        }),
        querystring: Type.Object({ at: Type.Optional(schemas.position) }, { additionalProperties: false }),
        response: {
          204: Type.Null({ description: 'The order has ended and `Last-Event-ID` says that its end was seen' }),
          200: { description: 'Events', content: { [eventStream]: { schema: Type.String() } } },
          ...problemResponses(
            'NOT_FOUND',
            'POSITION_BEYOND_LOG',
            'DEPENDENCY_UNAVAILABLE',
            'LOG_UNAVAILABLE',
            'QUEUE_FULL',
          ),
        },
      },
    },
    async (request, reply) => {
      if (open >= maxStreams) throw new AppError('QUEUE_FULL', `${open} event streams are open; try again later.`);
      open += 1;
      const { raw } = reply;
      const gone = new AbortController();
      raw.once('close', () => gone.abort());
      // It may have left before we came here: then nothing closes any more.
      if (raw.destroyed) gone.abort();
      const signal = AbortSignal.any([stopping, gone.signal]);
      const query = {
        orderId: request.params.orderId.toLowerCase(),
        position: request.query.at,
        owner: ownerOf(request.principal),
      };
      const follow = useCases.followOrder(query, signal)[Symbol.asyncIterator]();
      try {
        // Until the order is found the answer may still be a problem document.
        const first = await follow.next();
        if (!first.done && isTerminal(first.value) && hasSeen(first.value, request.headers['last-event-id'])) {
          // Tells a browser's EventSource not to come back.
          return await reply.code(204).send(null);
        }
        reply.hijack();
        await writeEvents(raw, first, follow, signal);
      } catch (error) {
        if (!reply.sent) throw error;
        request.log.debug({ err: error }, 'an event stream ended early');
      } finally {
        open -= 1;
        await follow.return?.();
      }
    },
  );

  const writeEvents = async (
    raw: ServerResponse,
    first: IteratorResult<Facts, unknown>,
    follow: AsyncIterator<Facts>,
    signal: AbortSignal,
  ): Promise<void> => {
    raw.writeHead(200, { 'content-type': eventStream, 'cache-control': 'no-store', connection: 'close' });
    // Headers at once, for whoever waits for them.
    raw.flushHeaders();
    const heartbeat = setInterval(() => raw.write(': still here\n\n'), heartbeatMs);
    try {
      for (let event = first; !event.done; event = await follow.next()) {
        if (!raw.write(eventOf(event.value))) await once(raw, 'drain', { signal });
      }
    } finally {
      clearInterval(heartbeat);
      // A client that does not read would hold up the stop.
      if (raw.writableNeedDrain) raw.destroy();
      else raw.end();
    }
  };
};
