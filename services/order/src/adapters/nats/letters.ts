import type { NatsConnection } from '@nats-io/transport-node';
import { inboxPrefix, lettersIdentity } from '@orderflow/contracts';
import { createLetterDesk, type LetterDesk } from '@orderflow/dead-letters';
import { AppError } from '@orderflow/errors';
import { connectNats } from '@orderflow/eventbus/jetstream';
import type { OrderConfig } from '../../config.ts';

export interface Letters {
  /**
   * Connects when it is first asked for. Rejects with NOT_FOUND where no identity for it is configured, with
   * LOG_UNAVAILABLE.
   */
  desk(): Promise<LetterDesk>;
  close(): Promise<void>;
}

type LettersConfig = Pick<
  OrderConfig,
  'NATS_URL' | 'NATS_USER' | 'ADMIN_NATS_USER' | 'ADMIN_NATS_PASSWORD' | 'TRACE_UI_URL'
>;

/**
 * Over a connection and an identity of its own: the service's may neither delete a dead letter nor publish to a durable of
 * another service, and a replica that is not given this one cannot be made to.
 */
export const createLetters = (config: LettersConfig): Letters => {
  const { NATS_URL: servers, NATS_USER: ownUser, ADMIN_NATS_USER: user, ADMIN_NATS_PASSWORD: pass } = config;
  // A server without users lets everybody in.
  const configured = user !== undefined || (ownUser === undefined && !servers.includes('@'));
  let connection: Promise<NatsConnection> | undefined;

  const connected = async (): Promise<NatsConnection> => {
    connection ??= connectNats({
      servers,
      name: `order ${lettersIdentity}`,
      user,
      pass,
      inboxPrefix: inboxPrefix(lettersIdentity),
      waitForServer: false,
    });
    try {
      return await connection;
    } catch (error) {
      // The next request dials again.
      connection = undefined;
      throw error;
    }
  };

  return {
    desk: async () => {
      if (configured) return createLetterDesk(await connected(), config.TRACE_UI_URL);
      const message = 'Dead letters are not looked after here: ADMIN_NATS_USER is not set. Use `orderflow dlq`.';
      throw new AppError('NOT_FOUND', message);
    },
    close: async () => {
      const open = await connection?.catch(() => undefined);
      await open?.close();
    },
  };
};
