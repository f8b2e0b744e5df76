import { rmSync } from 'node:fs';
import { createGuardian, findNatsServer, freePort, type NatsServer, startNatsServer } from '@orderflow/local-stack';
import { temporaryDirectory } from './temporary-directory.ts';

export interface TestNatsOptions {
  /** Appended to the server's configuration file. */
  readonly config?: string;
  /** Also serves `/jsz`, `/connz`, …: see `monitorUrl`. Default false. */
  readonly monitor?: boolean;
}

/** A real nats-server with JetStream, on a free port, with a data directory of its own. */
export interface TestNats {
  readonly url: string;
  readonly port: number;
  readonly monitorUrl: string | undefined;
  readonly version: string;
  /** Stops it in order and starts it again on the same port, with its data. */
  restart(): Promise<void>;
  /** SIGKILL; resolves when the process is gone. `start` brings it back. */
  kill(): Promise<void>;
  /** Stops it in order, data kept. `start` brings it back. */
  halt(): Promise<void>;
  /** After `kill` or `halt`: the same port, the same data. */
  start(): Promise<void>;
  /** Stops it for good and removes its data. */
  stop(): Promise<void>;
}

export const startTestNats = async (options: TestNatsOptions = {}): Promise<TestNats> => {
  const program = await findNatsServer();
  const dataDir = temporaryDirectory('nats');
  const guardian = createGuardian();
  guardian.removeOnDeath(dataDir);

  const launch = (port: number, monitorPort: number | undefined): Promise<NatsServer> =>
    startNatsServer({
      binary: program.path,
      dataDir,
      port,
      guardian,
      ...(monitorPort === undefined ? {} : { monitorPort }),
      ...(options.config === undefined ? {} : { config: options.config }),
    });
  // A port that was free a moment ago may be taken by another test's server: then another one.
  const launchSomewhere = async (): Promise<NatsServer> => {
    for (let left = 4; ; left--) {
      try {
        return await launch(await freePort(), options.monitor ? await freePort() : undefined);
      } catch (error) {
        if (left === 0 || !String(error).includes('address already in use')) throw error;
      }
    }
  };

  let server = await launchSomewhere();
  const monitorPort = server.monitorUrl === undefined ? undefined : Number(new URL(server.monitorUrl).port);
  const { port } = server;
  const start = async () => {
    if (!server.child.running()) server = await launch(port, monitorPort);
  };
  const halt = async () => {
    await server.child.stop();
  };
  return {
    url: server.url,
    port,
    monitorUrl: server.monitorUrl,
    version: program.version,
    start,
    halt,
    kill: async () => {
      server.child.kill('SIGKILL');
      await server.child.exited;
    },
    restart: async () => {
      await halt();
      await start();
    },
    stop: async () => {
      await halt();
      rmSync(dataDir, { recursive: true, force: true });
      guardian.dismiss();
    },
  };
};
