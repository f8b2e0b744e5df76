import { once } from 'node:events';
import { createServer, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2';
import { buffer } from 'node:stream/consumers';
import { decodeSpans, type ReceivedSpan } from './otlp-spans.ts';

/** A collector for tests: it speaks OTLP over gRPC and keeps the spans. */
export interface OtlpReceiver {
  /** For `OTEL_EXPORTER_OTLP_ENDPOINT`. */
  readonly url: string;
  /** All spans so far, in the order they came. */
  spans(): readonly ReceivedSpan[];
  close(): Promise<void>;
}

const tracesPath = '/opentelemetry.proto.collector.trace.v1.TraceService/Export';
/** gRPC puts a flag and the length before each message. */
const framePrefixBytes = 5;
const unimplemented = '12';

export async function startOtlpReceiver(): Promise<OtlpReceiver> {
  const spans: ReceivedSpan[] = [];
  const sessions = new Set<ServerHttp2Session>();
  const server = createServer();
  server.on('session', (session) => {
    sessions.add(session);
    session.on('close', () => sessions.delete(session));
  });
  server.on('stream', (stream, headers) => {
    receive(stream, headers[':path'] === tracesPath, (received) => spans.push(...received)).catch(() => stream.close());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the receiver does not listen');

  return {
    url: `http://127.0.0.1:${address.port}`,
    spans: () => spans,
    close: async () => {
      for (const session of sessions) session.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

async function receive(
  stream: ServerHttp2Stream,
  isTraces: boolean,
  keep: (spans: readonly ReceivedSpan[]) => void,
): Promise<void> {
  const request = await buffer(stream);
  if (isTraces) keep(decodeSpans(request.subarray(framePrefixBytes)));
  stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
  stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': isTraces ? '0' : unimplemented }));
  stream.end(new Uint8Array(framePrefixBytes));
}
