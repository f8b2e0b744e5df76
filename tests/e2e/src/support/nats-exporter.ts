import { once } from 'node:events';
import { createServer } from 'node:http';

// Stands in for prometheus-nats-exporter, which no package of npm or Debian carries: the monitoring pages of real servers,
// under the names and labels that the exporter's collectors (collector/collector.go, jsz.go of its 0.17) give them. Like it, it
// answers whether or not a server does: of one that is away, gnatsd_varz_* keep their last values, jetstream_* are gone.

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

interface ConsumerDetail {
  readonly name: string;
  readonly num_ack_pending: number;
  readonly num_redelivered: number;
  readonly num_pending: number;
  readonly ack_floor: { readonly consumer_seq: number; readonly stream_seq: number };
}

interface StreamDetail {
  readonly name: string;
  readonly state: { readonly messages: number; readonly bytes: number; readonly last_seq: number };
  readonly config: { readonly max_bytes: number };
  readonly consumer_detail?: readonly ConsumerDetail[];
}

interface Jsz {
  readonly disabled?: boolean;
  readonly account_details?: readonly { readonly name: string; readonly stream_detail?: readonly StreamDetail[] }[];
}

type Labels = Readonly<Record<string, string>>;

const line = (name: string, labels: Labels, value: number): string =>
  `${name}{${Object.entries(labels).map(([label, text]) => `${label}="${text}"`)}} ${value}`;

/** Numbers of a page, those of its objects under names joined by underscores. */
const numbersOf = (page: Json, prefix: string): readonly (readonly [string, number])[] => {
  if (typeof page === 'number') return [[prefix, page]];
  if (page === null || typeof page !== 'object' || Array.isArray(page)) return [];
  const named = Object.entries(page).filter(([key]) => /^\w+$/.test(key));
  return named.flatMap(([key, value]) => numbersOf(value, `${prefix}_${key}`));
};

const streamLines = (stream: StreamDetail, server: Labels): readonly string[] => {
  const { state, config, consumer_detail: consumers = [] } = stream;
  const labels = { ...server, stream_name: stream.name, is_stream_leader: 'true' };
  return [
    line('jetstream_stream_total_messages', labels, state.messages),
    line('jetstream_stream_total_bytes', labels, state.bytes),
    line('jetstream_stream_last_seq', labels, state.last_seq),
    line('jetstream_stream_limit_bytes', labels, config.max_bytes),
    ...consumers.flatMap((consumer) => {
      const ofConsumer = { ...labels, consumer_name: consumer.name, is_consumer_leader: 'true' };
      return [
        line('jetstream_consumer_num_pending', ofConsumer, consumer.num_pending),
        line('jetstream_consumer_num_ack_pending', ofConsumer, consumer.num_ack_pending),
        line('jetstream_consumer_num_redelivered', ofConsumer, consumer.num_redelivered),
        line('jetstream_consumer_ack_floor_consumer_seq', ofConsumer, consumer.ack_floor.consumer_seq),
        line('jetstream_consumer_ack_floor_stream_seq', ofConsumer, consumer.ack_floor.stream_seq),
      ];
    }),
  ];
};

/** Reads one server at each call; rejects never. */
const createReader = (monitorUrl: string): (() => Promise<readonly string[]>) => {
  let varzLines: readonly string[] = [];
  const read = async <T>(path: string): Promise<T> => (await (await fetch(`${monitorUrl}${path}`)).json()) as T;
  const now = async (): Promise<readonly string[]> => {
    const [varz, jsz] = await Promise.all([
      read<Json & { readonly server_name: string }>('/varz'),
      read<Jsz>('/jsz?consumers=true&config=true'),
    ]);
    varzLines = numbersOf(varz, 'gnatsd_varz').map(([name, value]) => line(name, { server_id: monitorUrl }, value));
    const server = { server_id: monitorUrl, server_name: varz.server_name, is_meta_leader: 'true' };
    const streams = (jsz.account_details ?? []).flatMap(({ name, stream_detail = [] }) =>
      stream_detail.flatMap((stream) => streamLines(stream, { ...server, account: name })),
    );
    return [line('jetstream_server_jetstream_disabled', server, jsz.disabled ? 1 : 0), ...streams];
  };
  return async () => {
    const jetstreamLines = await now().catch(() => []);
    return [...varzLines, ...jetstreamLines];
  };
};

export interface NatsExporter {
  /** `host:port`, as Prometheus wants its targets. */
  readonly target: string;
  close(): Promise<void>;
}

export const startNatsExporter = async (...monitorUrls: readonly string[]): Promise<NatsExporter> => {
  const readers = monitorUrls.map(createReader);
  const server = createServer((_request, response) => {
    void Promise.all(readers.map((read) => read())).then((pages) =>
      response.setHeader('content-type', 'text/plain; version=0.0.4').end(`${pages.flat().join('\n')}\n`),
    );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the exporter does not listen');
  return {
    target: `127.0.0.1:${address.port}`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};
