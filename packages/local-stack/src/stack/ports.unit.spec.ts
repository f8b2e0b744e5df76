import { describe, expect, it } from 'vitest';
import { choosePorts } from './ports.ts';

const taken =
  (...ports: readonly number[]) =>
  async (port: number) =>
    !ports.includes(port);

describe('ports of the local stack', () => {
  it('are the documented ones when nothing is set and nothing is taken', async () => {
    const { ports, replaced } = await choosePorts({}, taken());
    expect(ports).toEqual({
      order: 8081,
      payment: 8082,
      inventory: 8083,
      psp: 8084,
      nats: [{ client: 4222, monitor: 8222, route: expect.any(Number) }],
      postgres: 5432,
    });
    expect(replaced).toEqual([]);
  });

  it('are as many for NATS as there are servers, each another', async () => {
    const { ports } = await choosePorts({}, taken(), 3);
    expect(ports.nats[0].client).toBe(4222);
    const all = ports.nats.flatMap(({ client, monitor, route }) => [client, monitor, route]);
    expect(new Set(all).size).toBe(9);
  });

  it('stop the start, in one sentence with a way out, when an HTTP port is taken', async () => {
    await expect(choosePorts({}, taken(8082))).rejects.toThrow(
      /^Port 8082 \(PAYMENT_PORT\) is taken by another program: .*PAYMENT_PORT=9082 npm start\.$/,
    );
  });

  it('give way, and say so, when one for NATS or Postgres that was not set is taken', async () => {
    const { ports, replaced } = await choosePorts({}, taken(4222, 5432));
    expect(ports.nats[0].client).not.toBe(4222);
    expect(ports.postgres).not.toBe(5432);
    expect(ports.nats[0].monitor).toBe(8222);
    expect(replaced).toEqual([
      `Port 4222 is taken, so NATS_PORT is ${ports.nats[0].client}`,
      `Port 5432 is taken, so POSTGRES_PORT is ${ports.postgres}`,
    ]);
  });

  it('stop the start when a port that was set is taken, whichever it is', async () => {
    await expect(choosePorts({ NATS_PORT: '4300' }, taken(4300))).rejects.toThrow(/Port 4300 \(NATS_PORT\) is taken/);
  });

  it('are refused when two are the same, or one is no port', async () => {
    await expect(choosePorts({ ORDER_PORT: '8082' }, taken())).rejects.toThrow(
      /PAYMENT_PORT.*ORDER_PORT|ORDER_PORT.*PAYMENT_PORT/,
    );
    await expect(choosePorts({ ORDER_PORT: 'eighty' }, taken())).rejects.toThrow(/ORDER_PORT/);
  });

  it('are any free ones where 0 was asked for', async () => {
    const { ports } = await choosePorts({ ORDER_PORT: '0', PAYMENT_PORT: '0' }, taken());
    expect(ports.order).toBeGreaterThan(1024);
    expect(ports.payment).not.toBe(ports.order);
  });
});
