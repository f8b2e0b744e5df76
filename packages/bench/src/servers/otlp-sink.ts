// A collector that takes every trace and keeps none: OTLP over gRPC, at the least cost. usage: node otlp-sink.ts <port>
import { createServer } from 'node:http2';

/** An empty message: the flag and the length that gRPC puts before each. */
const emptyMessage = new Uint8Array(5);
const server = createServer();
server.on('stream', (stream) => {
  stream.on('error', () => undefined);
  stream.resume();
  stream.on('end', () => {
    stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
    stream.end(emptyMessage);
  });
});
server.listen(Number(process.argv[2]), '127.0.0.1');
process.once('SIGTERM', () => process.exit(0));
