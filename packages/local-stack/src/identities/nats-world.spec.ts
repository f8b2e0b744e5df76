import { setImmediate } from 'node:timers/promises';
import type { NatsConnection } from '@nats-io/transport-node';
import { inboxPrefix, type ServiceName, serviceNames } from '@orderflow/contracts';
import { connectNats } from '@orderflow/eventbus/jetstream';
import { startTestNats, type TestNats } from '@orderflow/testkit';
import { setUpNats } from '../setup/set-up.ts';
import { type NatsIdentity, natsIdentities } from './nats-permissions.ts';
import { natsLoginUrl, natsPasswords, natsUsersOf } from './nats-users.ts';

const mebibyte = 1024 ** 2;

/** One identity at the server, and what the server has refused it. */
export interface Visitor {
  readonly connection: NatsConnection;
  /** `publish <subject>` and `subscription <subject>`, as the server reported them. */
  refused(): Promise<readonly string[]>;
}

export interface NatsWorld {
  readonly server: TestNats;
  readonly services: readonly ServiceName[];
  visit(identity: NatsIdentity): Promise<Visitor>;
  stop(): Promise<void>;
}

/** A server with the users of Orderflow, and others in its form; its streams, durables and buckets made. */
export const startNatsWorld = async (config = '', otherUsers = ''): Promise<NatsWorld> => {
  const passwords = natsPasswords({});
  const users = natsUsersOf(passwords).replace(/\n {2}\]\n\}\n$/, () => `\n${otherUsers}\n  ]\n}\n`);
  const server = await startTestNats({ config: `${users}\n${config}` });
  const url = (identity: NatsIdentity) => natsLoginUrl([server.port], identity, passwords);
  const connections: NatsConnection[] = [];
  await setUpNats({
    natsUrl: url('setup'),
    topology: { ordersMaxBytes: 64 * mebibyte, otherMaxBytes: 64 * mebibyte },
  });
  return {
    server,
    services: serviceNames,
    visit: async (identity) => {
      if (!natsIdentities.includes(identity)) throw new Error(`${identity} is nobody`);
      const connection = await connectNats({
        servers: url(identity),
        name: identity,
        waitForServer: false,
        ...(identity === 'setup' ? {} : { inboxPrefix: inboxPrefix(identity) }),
      });
      connections.push(connection);
      const seen: string[] = [];
      const watch = async () => {
        for await (const status of connection.status()) {
          if (status.type !== 'error') continue;
          const { operation, subject } = status.error as { operation?: string; subject?: string };
          seen.push(operation === undefined ? status.error.message : `${operation} ${subject}`);
        }
      };
      void watch();
      return {
        connection,
        refused: async () => {
          // The server answers in order: what it refused before this round trip is here, and is handed on in this turn.
          await connection.flush();
          await setImmediate();
          return seen.splice(0).sort();
        },
      };
    },
    stop: async () => {
      for (const connection of connections) await connection.close();
      await server.stop();
    },
  };
};
