import { createInbox, type NatsConnection } from '@nats-io/nats-core';

/** What the connection was made with. The client has it, and its type does not say so. */
const optionOf = (connection: NatsConnection, name: 'inboxPrefix' | 'user'): string | undefined => {
  const options = 'options' in connection ? connection.options : undefined;
  const value = typeof options === 'object' && options !== null ? Reflect.get(options, name) : undefined;
  return typeof value === 'string' ? value : undefined;
};

/** A subject for answers, below the connection's own prefix: its user may be allowed to listen to no other. */
export const newInbox = (connection: NatsConnection): string => createInbox(optionOf(connection, 'inboxPrefix'));

/** Who we are to the server; undefined without a user. */
export const userOf = (connection: NatsConnection): string | undefined => optionOf(connection, 'user');
