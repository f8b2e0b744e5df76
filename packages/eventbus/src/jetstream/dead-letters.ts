import type { NatsConnection } from '@nats-io/nats-core';
import { AppError } from '@orderflow/errors';
import type { DurableName, Topology } from '../ports.ts';

export interface DeadLetterFilter {
  readonly durable?: DurableName;
  /** Only letters after this sequence of the dead letter stream: the last of the page before. */
  readonly after?: number;
  /** Default 100. */
  readonly limit?: number;
}

/** A dead letter as it lies in the log. */
export interface DeadLetterSummary {
  /** Its own position, in the dead letter stream. */
  readonly sequence: number;
  readonly durable: DurableName;
  /** Where the message lay that could not be handled. */
  readonly stream: string;
  readonly streamSequence: number;
  readonly subject: string;
  readonly messageId: string;
  readonly code: string;
  readonly reason: string;
  readonly attempts: number;
  readonly storedAt: Date;
}

export interface StoredLetter extends DeadLetterSummary {
  readonly stack: string;
  readonly headers: ReadonlyArray<readonly [name: string, value: string]>;
  readonly data: Uint8Array;
}

/** Dead letters, oldest first. Rejects with LOG_UNAVAILABLE. */
export const listDeadLetters = async (
  connection: NatsConnection,
  topology: Topology,
  filter?: DeadLetterFilter,
): Promise<readonly DeadLetterSummary[]> => {
  throw new AppError('INTERNAL', `Not there yet: ${topology.deadLetterStream} ${filter?.durable} ${connection.info}.`);
};

/** One dead letter with its bytes; undefined when there is none at that position. Rejects with LOG_UNAVAILABLE. */
export const showDeadLetter = async (
  connection: NatsConnection,
  topology: Topology,
  sequence: number,
): Promise<StoredLetter | undefined> => {
  throw new AppError('INTERNAL', `Not there yet: ${topology.deadLetterStream} ${sequence} ${connection.info}.`);
};
