// POST /orders that validates its body and serialises its answer by the schemas of the real route, and does nothing.
// usage: node noop-fastify.ts <port> <file with {body, answer}: JSON schemas>
import { readFileSync } from 'node:fs';
import { fastify } from 'fastify';

const [, , port, file = ''] = process.argv;
const { body, answer } = JSON.parse(readFileSync(file, 'utf8')) as { body: unknown; answer: unknown };
const accepted = {
  orderId: '019b0000-0000-7000-8000-000000000000',
  status: 'PENDING',
  totalAmount: { amount: 4_900, currency: 'EUR' },
  createdAt: '2026-01-01T00:00:00.000Z',
};
const http = fastify({ forceCloseConnections: true });
http.post('/orders', { schema: { body, response: { 202: answer } } }, (_request, reply) => {
  void reply.code(202).send(accepted);
});
await http.listen({ host: '127.0.0.1', port: Number(port) });
process.once('SIGTERM', () => void http.close());
