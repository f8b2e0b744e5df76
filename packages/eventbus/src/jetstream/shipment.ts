import type { AppError } from '@orderflow/errors';
import type { Outgoing } from '../engine/outgoing.ts';
import type { Lane, PubAck } from '../ports.ts';
import type { Parcel } from './publish-window.ts';
import type { StreamGuard } from './stream-guard.ts';

/** Who waits for the end of a publish. */
export interface Caller {
  resolve(ack: PubAck): void;
  reject(reason: unknown): void;
}

/** Hears how an attempt ended: of the first one the publisher, of each that follows the policy which makes it. */
export interface Hearer {
  answered(shipment: Shipment, ack: PubAck): void;
  failed(shipment: Shipment, error: AppError): void;
}

/** A message from the call until the log's answer. A class and not closures: one is made for every message. */
export class Shipment implements Parcel {
  readonly subject: string;
  readonly id: string;
  readonly data: Uint8Array;
  readonly headers: Uint8Array;
  readonly lane: Lane;
  readonly type: string;
  readonly traceId: string | undefined;
  readonly signal: AbortSignal | undefined;
  readonly guard: StreamGuard;
  readonly caller: Caller;
  readonly startedMs = performance.now();
  hearer: Hearer;
  state: Parcel['state'] = 'idle';
  token = 0;
  sinceMs = 0;

  constructor(
    { subject, id, data, type, traceId }: Outgoing,
    headers: Uint8Array,
    { lane, signal, guard, caller, hearer }: Pick<Shipment, 'lane' | 'signal' | 'guard' | 'caller' | 'hearer'>,
  ) {
    this.subject = subject;
    this.id = id;
    this.data = data;
    this.type = type;
    this.traceId = traceId;
    this.headers = headers;
    this.lane = lane;
    this.signal = signal;
    this.guard = guard;
    this.caller = caller;
    this.hearer = hearer;
  }

  answered(ack: PubAck): void {
    this.hearer.answered(this, ack);
  }

  failed(error: AppError): void {
    this.hearer.failed(this, error);
  }
}
