import type { Outgoing } from '../engine/outgoing.ts';
import type { Middleware, PubAck } from '../ports.ts';

/** Sends with a `send <type>` span, and adds its context to the headers. Without a sampled parent it costs nothing. */
export declare const traceSend: (outgoing: Outgoing, send: () => Promise<PubAck>) => Promise<PubAck>;

/** Runs each handler in a `process <type>` span, child of the sender's and linked to it. */
export declare const tracing: () => Middleware;
