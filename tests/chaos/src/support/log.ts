import { type JetStreamManager, jetstreamManager, RetentionPolicy, type StreamUpdateConfig } from '@nats-io/jetstream';
import { headers, nanos } from '@nats-io/transport-node';
import { createTopology } from '@orderflow/contracts';
import { connectNats } from '@orderflow/eventbus/jetstream';
import { waitFor } from '@orderflow/testkit';

/** Undoes what a scenario has done to the log. */
export type Undo = () => Promise<void>;

/** The log, as someone with all rights sees it. */
export interface TestLog {
  /** How long a delivered message of a durable (default: of each) may stay unacknowledged. */
  ackWaits(ms: number, durable?: string): Promise<void>;
  /** Delivered and not settled. */
  unacked(durable: string): Promise<number>;
  /** Stored for it and not delivered. */
  pending(durable: string): Promise<number>;
  /** From now on the stream takes no message more, as if it were full. */
  refuse(stream: string): Promise<Undo>;
  /** Messages are kept as long as a durable waits for them. */
  keepOnInterest(stream: string): Promise<Undo>;
  /** Deletes a durable; undone, it goes on behind what it had settled. */
  lose(durable: string): Promise<Undo>;
  /** Stores bytes under a subject, whatever they are. */
  store(subject: string, bytes: string, messageId: string): Promise<void>;
  close(): Promise<void>;
}

const durables = createTopology().durables;

export const openLog = async (url: string): Promise<TestLog> => {
  const connection = await connectNats({ servers: url, name: 'planted bugs' });
  const manager: JetStreamManager = await jetstreamManager(connection);
  const streamOf = (durable: string): string => durables.find(({ name }) => name === durable)?.stream ?? '';
  const info = (durable: string) => manager.consumers.info(streamOf(durable), durable);

  // The server changes it in place; the client's type does not know.
  const keep = async (stream: string, retention: RetentionPolicy): Promise<void> => {
    await manager.streams.update(stream, { retention } as Partial<StreamUpdateConfig>);
  };

  return {
    ackWaits: async (ms, durable) => {
      for (const { name, stream } of durables) {
        if (durable === undefined || name === durable) {
          await manager.consumers.update(stream, name, { ack_wait: nanos(ms) });
        }
      }
    },
    unacked: async (durable) => (await info(durable)).num_ack_pending,
    pending: async (durable) => (await info(durable)).num_pending,
    refuse: async (stream) => {
      const { state } = await manager.streams.info(stream);
      // A limit of 0 is none: an empty stream is given its first message's place and nothing more.
      await manager.streams.update(stream, state.messages > 0 ? { max_msgs: state.messages } : { max_msg_size: 1 });
      return async () => {
        await manager.streams.update(stream, { max_msgs: -1, max_msg_size: -1 });
      };
    },
    keepOnInterest: async (stream) => {
      await keep(stream, RetentionPolicy.Interest);
      return () => keep(stream, RetentionPolicy.Limits);
    },
    lose: async (durable) => {
      const { config, ack_floor: floor } = await info(durable);
      await manager.consumers.delete(streamOf(durable), durable);
      return async () => {
        await manager.consumers.add(streamOf(durable), {
          ...config,
          deliver_policy: 'by_start_sequence',
          opt_start_seq: floor.stream_seq + 1,
        });
      };
    },
    store: async (subject, bytes, messageId) => {
      const own = headers();
      own.set('Nats-Msg-Id', messageId);
      await waitFor(async () => (await connection.request(subject, bytes, { headers: own, timeout: 5_000 })).data, {
        describe: `${messageId} to be stored`,
      });
    },
    close: () => connection.close(),
  };
};
