import { createInbox, type NatsConnection } from '@nats-io/nats-core';

const usualPrefix = '_INBOX';

/** The prefix that the connection was made with. The client has it, and its type does not say so. */
const prefixOf = (connection: NatsConnection): string => {
  const options = 'options' in connection ? connection.options : undefined;
  if (typeof options !== 'object' || options === null || !('inboxPrefix' in options)) return usualPrefix;
  return typeof options.inboxPrefix === 'string' ? options.inboxPrefix : usualPrefix;
};

/** A subject for answers, below the connection's own prefix: its user may be allowed to listen to no other. */
export const newInbox = (connection: NatsConnection): string => createInbox(prefixOf(connection));
