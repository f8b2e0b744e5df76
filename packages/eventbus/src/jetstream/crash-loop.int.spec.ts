import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { NatsConnection } from '@nats-io/nats-core';
import { startTestNats, type TestNats, waitFor } from '@orderflow/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createJetStreamBus } from './bus.ts';
import { connectNats } from './connect.ts';
import { crashTopology, parcelWeighed } from './crash-loop-topology.spec.ts';
import { listDeadLetters } from './dead-letters.ts';
import { ensureTopology } from './topology.ts';

const fixture = fileURLToPath(new URL('./crash-loop.fixture.spec.ts', import.meta.url));

describe('a message that kills the process that handles it', () => {
  let server: TestNats;
  let connection: NatsConnection;
  let child: ChildProcess;
  let supervised = true;
  let deaths = 0;
  let output = '';

  const supervise = (): void => {
    child = spawn(process.execPath, ['--conditions=@orderflow/source', fixture, server.url], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    child.stdout?.on('data', (chunk) => (output += chunk));
    child.on('exit', (_code, signal) => {
      if (!supervised) return;
      if (signal === 'SIGKILL') deaths += 1;
      supervise();
    });
  };

  beforeAll(async () => {
    server = await startTestNats();
    connection = await connectNats({ servers: server.url, name: 'supervisor' });
    await ensureTopology(connection, crashTopology);
  });
  afterAll(async () => {
    supervised = false;
    child?.kill('SIGKILL');
    await connection?.close();
    await server?.stop();
  });

  it('is found running alone, and is a dead letter unrun; the innocent beside it are handled, none of them a letter', async () => {
    const bus = createJetStreamBus({ connection, topology: crashTopology, source: '/test' });
    const innocents = Array.from({ length: 20 }, (_, number) => `innocent-${number}`);
    for (const id of [...innocents.slice(0, 10), 'deadly', ...innocents.slice(10)])
      await bus.publish(parcelWeighed, { id });
    supervise();
    const [letter] = await waitFor(
      async () => {
        const letters = await listDeadLetters(connection, crashTopology);
        return letters.length > 0 && letters;
      },
      { describe: 'the dead letter', timeoutMs: 50_000, everyMs: 100 },
    );
    expect(letter).toMatchObject({ code: 'CRASH_LOOP', messageId: 'deadly:parcels.weighed' });
    expect(letter?.reason).toBe('The process ended 3 times while it handled this message alone.');
    expect(deaths).toBeGreaterThanOrEqual(3);
    await waitFor(() => innocents.every((id) => output.split('\n').includes(id)), { describe: 'the innocents' });
    const after = deaths;
    await bus.publish(parcelWeighed, { id: 'the next' });
    await waitFor(() => output.includes('the next'), { describe: 'the next message' });
    expect(deaths).toBe(after);
    expect(await listDeadLetters(connection, crashTopology)).toHaveLength(1);
    await bus.drain();
  });
});
