import type { Msg } from '@nats-io/nats-core';
import { MsgImpl } from '@nats-io/nats-core/internal';
import { failpoint } from '@orderflow/failpoints';
import type { Delivery } from '../engine/delivery.ts';
import type { Header } from '../engine/headers.ts';
import type { DurableName } from '../ports.ts';
import { parseRawHeaders } from './encoded-headers.ts';

/** What the log says of a delivery, in the subject of its acknowledgement. */
export interface AckSubject {
  readonly stream: string;
  readonly delivery: number;
  readonly sequence: number;
  readonly storedAtMs: number;
}

/**
 * Both forms: `$JS.ACK.<stream>.<durable>.<delivery>.<sequence>.<durable's sequence>.<nanoseconds>.<pending>`, and the
 * newer one with domain and account before the stream and perhaps a token at the end. Undefined for another subject.
 */
export const parseAckSubject = (subject: string): AckSubject | undefined => {
  if (!subject.startsWith('$JS.ACK.')) return undefined;
  const tokens = subject.split('.');
  const at = tokens.length === 9 ? 2 : 4;
  const [stream, , delivery, sequence, , nanoseconds] = tokens.slice(at, at + 6);
  if (tokens.length < 9 || stream === undefined || nanoseconds === undefined) return undefined;
  return {
    stream,
    delivery: Number(delivery),
    sequence: Number(sequence),
    // Nanoseconds do not fit a number; the last six digits are below a millisecond.
    storedAtMs: Number(nanoseconds.slice(0, -6)),
  };
};

/** What settles a delivery, and what only keeps it. */
export type Settle = (ackSubject: string, verdict: Uint8Array, final: boolean) => void;

const afterAck = failpoint('handler.after_ack');

const text = new TextEncoder();
const ackBytes = text.encode('+ACK');
const termBytes = text.encode('+TERM');
const workingBytes = text.encode('+WPI');
const nakBytes = (delayMs: number): Uint8Array => {
  // A bare nak would come again at once, and burn through attempts in milliseconds.
  const delay = Math.max(1, Math.round(delayMs)) * 1_000_000;
  return text.encode(`-NAK {"delay":${delay}}`);
};

/** The raw header block, without the cost of the client's parser; undefined when the client's classes are not ours. */
const rawHeaders = (message: Msg): string | undefined => {
  if (!(message instanceof MsgImpl)) return undefined;
  const length = message._msg.hdr;
  if (length <= 0) return '';
  const { buffer, byteOffset } = message._rdata;
  return Buffer.from(buffer, byteOffset, length).toString();
};

/** A class and not a closure: one is made for every message, and its nine methods would be too. */
export class JetStreamDelivery implements Delivery {
  readonly durable: DurableName;
  readonly stream: string;
  readonly subject: string;
  readonly sequence: number;
  readonly delivery: number;
  readonly #storedAtMs: number;
  readonly #message: Msg;
  readonly #ackSubject: string;
  readonly #settle: Settle;
  #settled = false;
  #raw: string | undefined;

  constructor(durable: DurableName, message: Msg, ackSubject: string, position: AckSubject, settle: Settle) {
    this.durable = durable;
    this.stream = position.stream;
    this.subject = message.subject;
    this.sequence = position.sequence;
    this.delivery = position.delivery;
    this.#storedAtMs = position.storedAtMs;
    this.#message = message;
    this.#ackSubject = ackSubject;
    this.#settle = settle;
  }

  get storedAt(): Date {
    return new Date(this.#storedAtMs);
  }

  get data(): Uint8Array {
    return this.#message.data;
  }

  header(name: string): string | undefined {
    this.#raw ??= rawHeaders(this.#message);
    if (this.#raw === undefined) {
      return this.#message.headers?.has(name) ? this.#message.headers.get(name) : undefined;
    }
    const at = this.#raw.indexOf(`\r\n${name}:`);
    if (at < 0) return undefined;
    const from = at + name.length + 3;
    const to = this.#raw.indexOf('\r\n', from);
    return this.#raw.slice(from, to < 0 ? undefined : to).trim();
  }

  headers(): Header[] {
    this.#raw ??= rawHeaders(this.#message);
    if (this.#raw !== undefined) return parseRawHeaders(this.#raw);
    const found: Header[] = [];
    for (const [name, values] of this.#message.headers ?? []) for (const value of values) found.push([name, value]);
    return found;
  }

  ack(): void {
    this.#finally(ackBytes);
    afterAck();
  }

  nak(delayMs: number): void {
    this.#finally(nakBytes(delayMs));
  }

  term(): void {
    this.#finally(termBytes);
  }

  working(): void {
    if (!this.#settled) this.#settle(this.#ackSubject, workingBytes, false);
  }

  #finally(verdict: Uint8Array): void {
    if (this.#settled) return;
    this.#settled = true;
    this.#settle(this.#ackSubject, verdict, true);
  }
}
