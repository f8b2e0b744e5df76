import { orderDeadlinePassed, orderIdAttribute } from '@orderflow/contracts';
import type { Publisher } from '@orderflow/eventbus';
import { failpoint } from '@orderflow/failpoints';
import { continueTrace, sweepSpanName } from '@orderflow/telemetry';
import type { Logger } from '@orderflow/telemetry/logger';
import { refundRequested } from '../domain/implied.ts';
import type { DueOrder, DueOrders, OrderLog, ReadProgress } from './ports.ts';
import type { PublishImplied } from './record-fact.ts';

const beforePublish = failpoint('deadline.before_publish');
const beforeMark = failpoint('deadline.before_mark');

export interface SweepDependencies {
  readonly orders: DueOrders;
  readonly log: Pick<OrderLog, 'headersAt'>;
  readonly progress: ReadProgress;
  readonly publisher: Publisher;
  readonly publishImplied: PublishImplied;
  readonly logger: Logger;
}

/** Most orders looked at in one sweep. */
const batchSize = 200;
/** How long what is unread may keep a sweep waiting; then the next one tries again. */
const catchUpTimeoutMs = 30_000;
/** When an order is looked at again on which something was published and nothing seen yet. */
const repeatMs = 30_000;

/**
 * Acts on what is due: an undecided order past its deadline, and an approval on an order that is not confirmed until
 * its refund is seen. A row is a cause like a message: publish first, then mark it.
 *
 * After an outage the approval of a due order may lie unread in the log. So before it acts the sweep waits until the
 * service has read everything that was in the streams when it began. Returns how many orders it acted on.
 *
 * What it publishes belongs to the trace of the order, which is read from the log: few orders are ever due, and a column
 * would be written with every one.
 */
export const createSweepDeadlines =
  ({ orders, log, progress, publisher, publishImplied, logger }: SweepDependencies) =>
  async (signal: AbortSignal): Promise<number> => {
    if ((await orders.due(1)).length === 0) return 0;
    if (!(await progress.caughtUp(catchUpTimeoutMs, signal))) {
      logger.warn('orders are past their deadline, but the log is not read up: waiting');
      return 0;
    }
    // Read again: what was unread may have ended them.
    const due = await orders.due(batchSize);
    if (due.length === 0) return 0;
    const act = async ({ facts, deadlineAt: passedAt }: DueOrder): Promise<void> => {
      const { orderId } = facts;
      const refund = refundRequested(facts);
      if (refund) await publishImplied(refund, signal);
      else if (!facts.decision) await publisher.publish(orderDeadlinePassed, { orderId, passedAt }, { signal });
      logger.info({ orderId, due: refund ? 'refund' : 'deadline' }, 'acted on an order that was due');
    };
    const actInTrace = async (order: DueOrder): Promise<void> => {
      const { orderId, created } = order.facts;
      const headers = created ? await log.headersAt(created.position) : () => undefined;
      const span = { name: sweepSpanName('order'), attributes: { [orderIdAttribute]: orderId } };
      await continueTrace(headers, span, () => act(order));
    };
    beforePublish();
    await Promise.all(due.map(actInTrace));
    beforeMark();
    await orders.postpone(
      due.map(({ facts }) => facts.orderId),
      repeatMs,
    );
    return due.length;
  };
