// A process to be hurt by the tests of the agent: says a line for each time it reaches a point, and what Date says on demand.
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import { Worker } from 'node:worker_threads';
import { failpoint } from '../index.ts';

const beforeWrite = failpoint('handler.before_write');
const afterCommit = failpoint('handler.after_commit');

createServer(() => {
  // Never answered: a request that is under way.
}).listen(0, '127.0.0.1', function (this: ReturnType<typeof createServer>) {
  // A worker inherits --import, and must not take the agent's socket away.
  const worker = new Worker('', { eval: true });
  worker.once('exit', () => console.log(JSON.stringify(this.address())));
});

createInterface({ input: process.stdin }).on('line', (line) => {
  if (line === 'write') {
    beforeWrite();
    console.log('wrote');
    afterCommit();
    console.log('committed');
  }
  if (line === 'time') {
    const made = new Date();
    const parsed = new Date('2020-02-02T02:02:02.000Z');
    const honest = made instanceof Date && parsed.toISOString() === '2020-02-02T02:02:02.000Z';
    console.log(honest ? `${Date.now()} ${made.getTime()} ${Date.parse(Date())}` : 'Date is broken');
  }
});
