import { spawnSync } from 'node:child_process';

/** Pull consumers with several filter subjects came with 2.10. */
export const oldestNats = '2.10.0';

const numbers = (version: string): readonly number[] => version.split('.').map(Number);

/** Compares dotted versions; true when `version` is `wanted` or newer. */
export const atLeast = (version: string, wanted: string): boolean => {
  const have = numbers(version);
  for (const [index, want] of numbers(wanted).entries()) {
    const part = have[index] ?? 0;
    if (part !== want) return part > want;
  }
  return true;
};

/** The version that a nats-server program states, undefined when it is none or does not run here. */
export const natsVersion = (program: string): string | undefined => {
  const said = spawnSync(program, ['--version'], { encoding: 'utf8', cwd: '/', timeout: 10_000 });
  return /^nats-server: v(\d+\.\d+\.\d+)/m.exec(said.stdout ?? '')?.[1];
};
