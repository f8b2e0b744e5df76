import { createJetStreamBus } from './bus.ts';
import { connectNats } from './connect.ts';
import { crashTopology, parcelWeighed } from './crash-loop-topology.spec.ts';

// A process of its own, which one payload kills: started by crash-loop.int.spec.ts with the address of the server.

const [servers = ''] = process.argv.slice(2);
const connection = await connectNats({ servers, name: 'victim' });
const bus = createJetStreamBus({ connection, topology: crashTopology, source: '/victim' });
bus.subscribe(
  parcelWeighed,
  async ({ payload }) => {
    if (payload.id === 'deadly') process.kill(process.pid, 'SIGKILL');
    process.stdout.write(`${payload.id}\n`);
  },
  'labels',
);
await bus.start();
