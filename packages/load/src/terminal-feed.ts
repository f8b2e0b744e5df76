import { orderCancelled, orderConfirmed, orderRejected } from '@orderflow/contracts';
import { connectNats } from '@orderflow/eventbus/jetstream';
import type { Outcome } from './mix.ts';

/** Tells of every order that ends, as its event passes by; what it misses is asked for afterwards. */
export interface TerminalFeed {
  close(): Promise<void>;
}

const outcomeOf: ReadonlyMap<string, Outcome> = new Map([
  [orderConfirmed.subject, 'CONFIRMED'],
  [orderCancelled.subject, 'CANCELLED'],
  [orderRejected.subject, 'REJECTED'],
]);

/** The identity of such an event is `<order id>:<type>`: the payload need not be decoded. */
export const startTerminalFeed = async (
  natsUrl: string,
  onTerminal: (orderId: string, outcome: Outcome) => void,
): Promise<TerminalFeed> => {
  const connection = await connectNats({ servers: natsUrl, name: 'orderflow load', waitForServer: false });
  for (const [subject, outcome] of outcomeOf) {
    connection.subscribe(subject, {
      callback: (error, message) => {
        if (error) return;
        const id = message.headers?.get('Nats-Msg-Id') ?? '';
        onTerminal(id.slice(0, id.indexOf(':')), outcome);
      },
    });
  }
  await connection.flush();
  return { close: () => connection.close() };
};
