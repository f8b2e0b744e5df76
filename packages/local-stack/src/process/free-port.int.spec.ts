import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const run = promisify(execFile);
const each = 60;
// So narrow that two who do not know of each other choose the same; outside of where other tests choose.
const range = '{ first: 19_000, last: 19_200 }';

const chooseInAnotherProcess = async (): Promise<readonly number[]> => {
  const module = new URL('./free-port.ts', import.meta.url).href;
  const program = `
    import { freePort } from '${module}';
    const ports = [];
    while (ports.length < ${each}) ports.push(await freePort(${range}));
    console.log(JSON.stringify(ports));
    process.stdin.resume().once('end', () => process.exit());`;
  const running = run(process.execPath, ['--input-type=module', '--eval', program]);
  // Both hold what they have chosen until both have chosen.
  const said = new Promise<readonly number[]>((resolve) => {
    running.child.stdout?.once('data', (text) => {
      resolve(JSON.parse(String(text)));
    });
  });
  holders.push(running.child.stdin);
  await Promise.race([said, running]);
  return said;
};
const holders: (NodeJS.WritableStream | null)[] = [];

test('two processes that choose at the same time never choose the same port', async () => {
  const chosen = await Promise.all([chooseInAnotherProcess(), chooseInAnotherProcess()]);
  for (const holder of holders) holder?.end();
  expect(new Set(chosen.flat()).size).toBe(2 * each);
});
