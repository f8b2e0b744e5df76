import { AppError } from '@orderflow/errors';
import type { StoreDeadLetter } from '../engine/delivery.ts';
import { deadLetterHeaders, deadLetterId, type Header, headerLines, referringHeaders } from '../engine/headers.ts';
import { deadLetterSubject } from '../ports.ts';
import type { JetStreamPublisher } from './publisher.ts';

/**
 * Stores dead letters through the publisher: with its retries, on the lane of what has to be completed. A message that
 * fills the limits of the server leaves no room for the reasons: then the stack gives way, and at last the message itself,
 * which lies where it came from.
 */
export const createDeadLetterStore =
  (publisher: JetStreamPublisher): StoreDeadLetter =>
  async (letter) => {
    const nowMs = Date.now();
    const store = (headers: readonly Header[], data: Uint8Array) => {
      const subject = deadLetterSubject(letter.durable);
      return publisher.send(
        { subject, type: subject, id: deadLetterId(letter), data, headers: headerLines(headers) },
        'complete',
      );
    };
    const smallerAndSmaller = [
      () => store(deadLetterHeaders(letter, nowMs), letter.data),
      () => store(deadLetterHeaders({ ...letter, stack: '', reason: letter.reason.slice(0, 200) }, nowMs), letter.data),
      () => store(referringHeaders(letter, nowMs), new Uint8Array()),
    ];
    for (const attempt of smallerAndSmaller) {
      try {
        await attempt();
        return;
      } catch (error) {
        if (!AppError.is(error, 'BODY_TOO_LARGE')) throw error;
      }
    }
    throw new AppError('BODY_TOO_LARGE', 'The server does not even take a dead letter without its message.');
  };
