import { paymentProcessed, paymentRefunded } from '@orderflow/contracts';
import type { Publisher } from '@orderflow/eventbus';
import type { PaymentFacts } from '../domain/facts.ts';
import { implied } from '../domain/implied.ts';

/** What has been published, and is stored in the log. */
interface Announced {
  readonly processed: boolean;
  readonly refunded: boolean;
}

/** Publishes everything the facts imply, whichever cause it was. A repeat has the same identity and the same bytes. */
export type Announce = (facts: PaymentFacts, signal: AbortSignal) => Promise<Announced>;

export const createAnnounce =
  (publisher: Publisher): Announce =>
  async (facts, signal) => {
    const { processed, refunded } = implied(facts);
    await Promise.all([
      processed && publisher.publish(paymentProcessed, processed, { signal }),
      refunded && publisher.publish(paymentRefunded, refunded, { signal }),
    ]);
    return { processed: processed !== undefined, refunded: refunded !== undefined };
  };
