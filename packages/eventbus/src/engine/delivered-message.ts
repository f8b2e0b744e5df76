import type { EventDefinition, Message } from '../ports.ts';
import type { Delivery } from './delivery.ts';
import { headerNames } from './headers.ts';

/** A delivery with its payload decoded. A class, so that the methods of all messages are the same ones. */
export class DeliveredMessage<T> implements Message<T> {
  readonly event: EventDefinition<T>;
  readonly payload: T;
  readonly #delivery: Delivery;

  constructor(event: EventDefinition<T>, payload: T, delivery: Delivery) {
    this.event = event;
    this.payload = payload;
    this.#delivery = delivery;
  }

  get id(): string {
    return messageIdOf(this.#delivery);
  }
  get durable(): string {
    return this.#delivery.durable;
  }
  get stream(): string {
    return this.#delivery.stream;
  }
  get subject(): string {
    return this.#delivery.subject;
  }
  get sequence(): number {
    return this.#delivery.sequence;
  }
  get storedAt(): Date {
    return this.#delivery.storedAt;
  }
  get delivery(): number {
    return this.#delivery.delivery;
  }
  header(name: string): string | undefined {
    return this.#delivery.header(name);
  }
}

/** The publisher's identity; a foreign message without one is named by its place in the log. */
export const messageIdOf = (delivery: Delivery): string =>
  delivery.header(headerNames.messageId) ?? `${delivery.stream}:${delivery.sequence}`;
