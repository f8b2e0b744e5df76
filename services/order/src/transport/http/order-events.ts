import { once } from 'node:events';
import { Type } from '@fastify/type-provider-typebox';
import { AppError } from '@orderflow/errors';
import { type Http, problemResponses } from '@orderflow/service-kit';
import type { Facts } from '../../domain/facts.ts';
import * as schemas from './schemas.ts';
import { orderView } from './view.ts';

export interface OrderEventsUseCases {
  /** The order now, and again each time it has changed, until it has ended. */
  followOrder(orderId: string, position: number | undefined, signal: AbortSignal): AsyncIterable<Facts>;
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

/** `id` grows with the history, so a client that comes back with `Last-Event-ID` sees the current state again. */
const eventOf = (facts: Facts): string => {
  const view = orderView(facts);
  return `event: ${view.status}\nid: ${view.history.length}\ndata: ${JSON.stringify(view)}\n\n`;
};

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
        querystring: Type.Object({ at: Type.Optional(schemas.position) }, { additionalProperties: false }),
        response: {
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
      const gone = new AbortController();
      const signal = AbortSignal.any([stopping, gone.signal]);
      const follow = useCases
        .followOrder(request.params.orderId.toLowerCase(), request.query.at, signal)
        [Symbol.asyncIterator]();
      try {
        // Until the order is found the answer may still be a problem document.
        const first = await follow.next();
        reply.hijack();
        const { raw } = reply;
        raw.once('close', () => gone.abort());
        raw.writeHead(200, { 'content-type': eventStream, 'cache-control': 'no-store', connection: 'close' });
        const heartbeat = setInterval(() => raw.write(': still here\n\n'), heartbeatMs);
        try {
          for (let event = first; !event.done; event = await follow.next()) {
            if (!raw.write(eventOf(event.value))) await once(raw, 'drain', { signal: gone.signal });
          }
        } catch (error) {
          request.log.debug({ err: error }, 'an event stream ended early');
        } finally {
          clearInterval(heartbeat);
          raw.end();
        }
      } finally {
        open -= 1;
        await follow.return?.();
      }
    },
  );
};
