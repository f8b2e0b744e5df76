import type { AppError } from '@orderflow/errors';
import { failpoint } from '@orderflow/failpoints';
import { messageIdOf } from './delivered-message.ts';
import type { Delivery, StoreDeadLetter } from './delivery.ts';
import type { BusObserver } from './observer.ts';

/** Stores the dead letter of a delivery. Never rejects: false says that the log does not have it. */
export type WriteLetter = (delivery: Delivery, error: AppError, attempts: number) => Promise<boolean>;

const beforeStore = failpoint('letter.before_store');
const beforeTerm = failpoint('letter.before_term');

export const createLetterWriter =
  (store: StoreDeadLetter, observer: BusObserver): WriteLetter =>
  async (delivery, error, attempts) => {
    const { durable, stream, sequence, subject, data } = delivery;
    beforeStore();
    try {
      await store({
        durable,
        stream,
        sequence,
        subject,
        data,
        headers: delivery.headers(),
        code: error.code,
        reason: error.message,
        stack: error.stack ?? '',
        attempts,
        delivery: delivery.delivery,
      });
    } catch (refusal) {
      observer.deadLetterRefused?.(durable, refusal);
      return false;
    }
    observer.deadLettered?.({ durable, code: error.code, messageId: messageIdOf(delivery) });
    beforeTerm();
    return true;
  };
