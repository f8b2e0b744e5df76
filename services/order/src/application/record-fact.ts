import {
  orderCancelled,
  orderConfirmed,
  orderPaymentRequested,
  orderRefundRequested,
  orderRejected,
} from '@orderflow/contracts';
import type { PubAck, Publisher, PublishOptions } from '@orderflow/eventbus';
import type { Logger } from '@orderflow/telemetry/logger';
import type { Fact, Facts } from '../domain/facts.ts';
import { type Implied, implied } from '../domain/implied.ts';
import { reasonOf, statusOf } from '../domain/status.ts';
import type { OrderObserver, OrderStore } from './ports.ts';

/** Publishes one thing the facts imply. */
export type PublishImplied = (implied: Implied, signal?: AbortSignal) => Promise<PubAck>;

export const createPublishImplied =
  (publisher: Publisher): PublishImplied =>
  ({ kind, payload }, signal) => {
    const options: PublishOptions = signal ? { signal } : {};
    switch (kind) {
      case 'payment_requested':
        return publisher.publish(orderPaymentRequested, payload, options);
      case 'confirmed':
        return publisher.publish(orderConfirmed, payload, options);
      case 'rejected':
        return publisher.publish(orderRejected, payload, options);
      case 'cancelled':
        return publisher.publish(orderCancelled, payload, options);
      case 'refund_requested':
        return publisher.publish(orderRefundRequested, payload, options);
      default:
        return kind satisfies never;
    }
  };

export interface RecordFactDependencies {
  readonly store: OrderStore;
  readonly publishImplied: PublishImplied;
  readonly observer: OrderObserver;
  readonly logger: Logger;
  readonly now: () => Date;
}

export type RecordFact = (orderId: string, fact: Fact, signal?: AbortSignal) => Promise<void>;

/**
 * Writes a fact, then publishes all that the facts imply. When it resolves the message may be acknowledged. A repeat
 * publishes again what was decided: the first time may have ended between the two.
 */
export const createRecordFact =
  ({ store, publishImplied, observer, logger, now }: RecordFactDependencies): RecordFact =>
  async (orderId, fact, signal) => {
    const { facts, changed, ended } = await store.record(orderId, fact, signal);
    if (ended) tellEnd(facts, { observer, logger, now });
    warnOfConflict(logger, facts, fact);
    if (logger.isLevelEnabled('debug')) {
      logger.debug({ orderId, fact: fact.kind, changed, status: statusOf(facts) }, 'recorded a fact');
    }
    const follow = implied(facts);
    const [only] = follow;
    // Most facts imply one event or none: no array of promises for those.
    if (only && follow.length === 1) await publishImplied(only, signal);
    else if (only) await Promise.all(follow.map((one) => publishImplied(one, signal)));
  };

/** One line for each order, with its id and its trace: what `orderflow logs --order` finds. */
const tellEnd = (
  facts: Facts,
  { observer, logger, now }: Pick<RecordFactDependencies, 'observer' | 'logger' | 'now'>,
): void => {
  const { orderId, created } = facts;
  const status = statusOf(facts);
  const durationMs = created && now().getTime() - created.at.getTime();
  observer.ended(status, durationMs);
  logger.info({ orderId, status, reason: reasonOf(facts), durationMs }, 'order ended');
};

const warnOfConflict = (logger: Logger, { orderId, created }: Facts, fact: Fact): void => {
  if (fact.kind === 'created' && created && created.fingerprint !== fact.created.fingerprint) {
    logger.warn({ orderId, position: fact.created.position }, 'an idempotency key came again with another body');
  }
};
