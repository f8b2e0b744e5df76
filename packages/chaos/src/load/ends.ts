import type { NatsConnection } from '@nats-io/transport-node';
import { subjects } from '@orderflow/contracts';

/** Calls back for each order whose end passes by. What passes while the connection is down is missed. */
export const watchEnds = (connection: NatsConnection, onEnd: (orderId: string) => void): void => {
  for (const subject of [subjects.ordersConfirmed, subjects.ordersCancelled, subjects.ordersRejected]) {
    connection.subscribe(subject, {
      callback: (error, message) => {
        if (error) return;
        // The identity of such an event is `<order id>:<type>`.
        const id = message.headers?.get('Nats-Msg-Id') ?? '';
        onEnd(id.slice(0, id.indexOf(':')));
      },
    });
  }
};
