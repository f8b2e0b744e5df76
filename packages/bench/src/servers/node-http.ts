// The least that Node can do for a request: read it, answer 202 with a few bytes. usage: node node-http.ts <port>
import { createServer } from 'node:http';

const body = JSON.stringify({ status: 'PENDING' });
const headers = { 'content-type': 'application/json', 'content-length': String(body.length) };
const server = createServer((request, response) => {
  request.resume();
  request.on('end', () => response.writeHead(202, headers).end(body));
});
server.listen(Number(process.argv[2]), '127.0.0.1');
process.once('SIGTERM', () => {
  server.close();
  server.closeAllConnections();
});
