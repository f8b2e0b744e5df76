import { AppError } from '@orderflow/errors';
import {
  type DurableName,
  type EventDefinition,
  type Handler,
  type Message,
  redriveSubject,
  type Subscriber,
} from '../ports.ts';
import type { Delivery } from './delivery.ts';
import { deadLetterHeaderNames, headerNames } from './headers.ts';

/**
 * Where a message goes. `handle` takes what `event.codec` decodes: the two came in together through `subscribe<T>`,
 * and this is the one place where T is forgotten.
 */
export interface Route {
  readonly event: EventDefinition<unknown>;
  handle(message: Message<unknown>, signal: AbortSignal): Promise<void>;
}

export interface Router extends Subscriber {
  /** From now on `subscribe` throws CONFIG_INVALID: what comes later would not be heard of by those who read. */
  close(): void;
  /** Durables with at least one route, in the order of subscription. */
  durables(): readonly DurableName[];
  /** The routes of one durable, each handler wrapped once. */
  routesOf(durable: DurableName, wrap?: (handler: Handler<unknown>) => Handler<unknown>): RouteFinder;
}

/** The route of a delivery, or the UNKNOWN_EVENT that its dead letter will carry. */
export type RouteFinder = (delivery: Delivery) => Route | AppError;

/**
 * Finds by `ce-type` and `ce-dataversion`. A message without `ce-type` is found by its subject; a redriven one, which
 * arrives on the durable's redrive subject, by the subject it had. No version header means version 1.
 */
export const createRouter = (): Router => {
  const byDurable = new Map<DurableName, Route[]>();
  let closed = false;
  return {
    close: () => {
      closed = true;
    },
    subscribe: (event, handler, durable) => {
      if (closed) throw new AppError('CONFIG_INVALID', `Subscribe to ${event.type} before the bus is started.`);
      const routes = byDurable.get(durable) ?? [];
      if (routes.some((route) => route.event.type === event.type && route.event.version === event.version)) {
        throw new AppError('CONFIG_INVALID', `${durable} has a handler for ${event.type} v${event.version} already.`);
      }
      routes.push({ event, handle: handler });
      byDurable.set(durable, routes);
    },
    durables: () => [...byDurable.keys()],
    routesOf: (durable, wrap = (handler) => handler) =>
      createFinder(
        (byDurable.get(durable) ?? []).map((route) => ({ event: route.event, handle: wrap(route.handle) })),
        durable,
      ),
  };
};

const createFinder = (routes: readonly Route[], durable: DurableName): RouteFinder => {
  const byTypeAndVersion = new Map(routes.map((route) => [`${route.event.type} ${route.event.version}`, route]));
  const bySubjectAndVersion = new Map(routes.map((route) => [`${route.event.subject} ${route.event.version}`, route]));
  return (delivery) => {
    const type = delivery.header(headerNames.type);
    const version = delivery.header(headerNames.dataVersion) ?? '1';
    // Elsewhere than on a redrive anybody may have written that header.
    const isRedrive = delivery.subject === redriveSubject(durable);
    const subject = (isRedrive ? delivery.header(deadLetterHeaderNames.subject) : undefined) ?? delivery.subject;
    const route = type ? byTypeAndVersion.get(`${type} ${version}`) : bySubjectAndVersion.get(`${subject} ${version}`);
    return (
      route ??
      new AppError('UNKNOWN_EVENT', `No handler of ${durable} knows ${type ?? subject} in version ${version}.`, {
        details: { type: type ?? subject, version },
      })
    );
  };
};
