import { channel } from 'node:diagnostics_channel';
import type { FailpointName } from './names.ts';

/** The diagnostics channel that a failpoint publishes to. */
export const channelOf = (name: FailpointName): string => `orderflow:failpoint:${name}`;

/**
 * A place in the code at which a fault can be made to fall. The returned function says that it was reached: to whoever
 * subscribed to its channel, and without a subscriber to nobody, for the cost of one property read. It has no effect of
 * its own: what a fault does is not in the code that it befalls.
 */
export const failpoint = (name: FailpointName): (() => void) => {
  const reached = channel(channelOf(name));
  return () => {
    if (reached.hasSubscribers) reached.publish(name);
  };
};
