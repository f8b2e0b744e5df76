import { readiness, serviceNames, waitUntil } from '@orderflow/local-stack';
import { healWithinMs } from '../persist.ts';
import type { World } from './world.ts';

const urlOf = ({ stack }: Pick<World, 'stack'>, name: string): string | undefined => {
  const service = serviceNames.find((one) => one === name);
  if (service) return stack.urls[service];
  return name === 'psp-simulator' ? stack.urls.psp : undefined;
};

/** Resolves once the supervisor has it running; rejects after a minute. */
export const untilRunning = async (world: World, name: string): Promise<void> => {
  const running = async () => world.stack.supervisor.get(name).state().status === 'running';
  await waitUntil(running, { timeoutMs: healWithinMs, describe: `${name} to run again`, everyMs: 50 });
};

const steadyWithinMs = 10_000;

/** Whether the process comes to say that it is ready, within 10 s: one that is on its way up is not struck again. */
export const comesUp = async (world: World, name: string): Promise<boolean> => {
  const url = urlOf(world, name);
  const ready = async () =>
    world.stack.supervisor.get(name).state().status === 'running' && url !== undefined && (await readiness(url)).ready;
  const options = { timeoutMs: steadyWithinMs, describe: `${name} to be ready`, everyMs: 100, signal: world.signal };
  return waitUntil(ready, options).then(
    () => true,
    () => false,
  );
};

/** Resolves once all processes run, and all services say that they are ready; rejects after `timeoutMs`. */
export const untilAllReady = async (world: Pick<World, 'stack'>, timeoutMs: number): Promise<void> => {
  const ready = async () => {
    const states = world.stack.states();
    if (states.some(({ status }) => status !== 'running')) return false;
    const urls = states.flatMap(({ name }) => urlOf(world, name) ?? []);
    return (await Promise.all(urls.map(readiness))).every((one) => one.ready);
  };
  await waitUntil(ready, { timeoutMs, describe: 'every process to run and be ready', everyMs: 200 });
};
