import { statSync, watch } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '@orderflow/errors';
import {
  type Child,
  childEnvironment,
  createGuardian,
  freePort,
  holdSupervised,
  repositoryRoot,
  type ServiceName,
  serviceArguments,
  serviceDirectory,
  serviceNames,
  servicePlan,
  startChild,
} from '@orderflow/local-stack';
import pc from 'picocolors';
import { environment } from '../config.ts';
import { followFile } from '../terminal/follow-file.ts';
import { formatLogLine, parseLogLine } from '../terminal/log-line.ts';
import { relativePath } from '../terminal/relative-path.ts';
import { requireRunning } from './running.ts';

/** Editors write a file in several steps. */
const quietMs = 150;

const isServiceName = (name: string): name is ServiceName => serviceNames.some((known) => known === name);

const isSource = (file: string): boolean =>
  /\.(ts|sql|json)$/.test(file) && !/(^|\/)(node_modules|dist)\//.test(file) && !file.endsWith('.spec.ts');

/** Calls back once after each burst of saves below the directories. */
const onSave = (directories: readonly string[], callback: (file: string) => void): (() => void) => {
  let timer: NodeJS.Timeout | undefined;
  const watchers = directories.map((directory) =>
    watch(directory, { recursive: true }, (_event, name) => {
      if (name === null || !isSource(name)) return;
      clearTimeout(timer);
      timer = setTimeout(() => callback(relativePath(join(directory, name))), quietMs);
    }),
  );
  return () => {
    clearTimeout(timer);
    for (const watcher of watchers) watcher.close();
  };
};

/**
 * Takes one service out of the running stack and runs it here, from its sources, with the inspector open; a save
 * restarts it. When this ends, the stack takes it back.
 */
export const dev = async (name: string, signal: AbortSignal): Promise<number> => {
  if (!isServiceName(name))
    throw new AppError('NOT_FOUND', `There is no service ${name}: it is one of ${serviceNames.join(', ')}.`);
  const running = requireRunning();
  const plan = servicePlan(name, running.ports, running.natsPasswords, environment);
  const logFile = join(running.logsDir, `${name}.log`);
  const inspector = await freePort();
  const guardian = createGuardian();
  const held = await holdSupervised(running.controlSocket, name);

  const launch = (): Child =>
    startChild({
      command: process.execPath,
      args: [`--inspect=127.0.0.1:${inspector}`, ...serviceArguments(name)],
      env: childEnvironment(environment, { LOG_LEVEL: 'debug', ...plan.env }),
      cwd: serviceDirectory(name),
      logFile,
      guardian,
    });
  const sayIfItEnds = (child: Child) => {
    void child.exited.then(({ code, signal: by }) => {
      if (child === current && !signal.aborted && code !== 0)
        console.log(pc.red(` ${name} ended (${by ?? `exit code ${code}`}): save a file to start it again`));
    });
    return child;
  };

  console.log(` ${pc.bold(name)} runs here now: ${plan.url}`);
  console.log(` Inspector: 127.0.0.1:${inspector} (chrome://inspect, or attach your editor)`);
  console.log(' A save below services/ or packages/ restarts it. Ctrl-C gives it back to the stack.\n');
  const { size } = statSync(logFile, { throwIfNoEntry: false }) ?? { size: 0 };
  let current = launch();
  sayIfItEnds(current);
  const following = followFile(
    logFile,
    size,
    (line) => console.log(formatLogLine(parseLogLine(name, line, Date.now()))),
    signal,
  );
  let restarting: Promise<void> = Promise.resolve();
  const restart = async (file: string) => {
    console.log(pc.cyan(` ${file} changed: restarting ${name}`));
    const before = current;
    await before.stop();
    if (signal.aborted) return;
    current = launch();
    sayIfItEnds(current);
  };
  const unwatch = onSave([serviceDirectory(name), join(repositoryRoot, 'packages')], (file) => {
    restarting = restarting.then(() => restart(file));
  });
  await following;
  unwatch();
  await restarting;
  await current.stop();
  guardian.dismiss();
  held.release();
  console.log(` ${name} is the stack's again.`);
  return 0;
};
