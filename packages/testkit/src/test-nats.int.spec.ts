import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestNats, type TestNats } from './test-nats.ts';

describe('a nats-server for tests', () => {
  let nats: TestNats;
  beforeAll(async () => {
    nats = await startTestNats({ monitor: true });
  });
  afterAll(() => nats.stop());

  const stored = async (): Promise<number> => {
    const connection = await connect({ servers: nats.url });
    const info = await (await jetstreamManager(connection)).streams.info('KEPT');
    await connection.close();
    return info.state.messages;
  };

  it('keeps what was acknowledged over a restart and over a kill', async () => {
    const connection = await connect({ servers: nats.url });
    await (await jetstreamManager(connection)).streams.add({ name: 'KEPT', subjects: ['kept'] });
    await jetstream(connection).publish('kept', 'one');
    await connection.close();

    await nats.restart();
    expect(await stored()).toBe(1);

    await nats.kill();
    await expect(stored()).rejects.toThrow();
    await nats.start();
    expect(await stored()).toBe(1);
  });

  it('answers on its monitor port', async () => {
    const answer = await fetch(`${nats.monitorUrl}/healthz`);
    expect(answer.status).toBe(200);
  });
});
