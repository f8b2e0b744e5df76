import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startTestStack, type TestStack, waitFor } from '@orderflow/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const readme = readFileSync(join(import.meta.dirname, '../../../README.md'), 'utf8');
const run = promisify(execFile);

/** The commands of "Try it", each with the output that is printed below it. */
const examples = [...readme.matchAll(/```sh\n((?:(?!```)[\s\S])*?curl[\s\S]*?)```\n\n```\n([\s\S]*?)```/g)].map(
  ([, commands = '', output = '']) => ({ commands, output }),
);

/** What is different each time: ids, times, positions. */
const comparable = (output: string): string =>
  output
    .replace(/"20\d\d-[^"]+Z"/g, '"<time>"')
    .replace(/^Date: .*$/gm, 'Date: <time>')
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<id>')
    .replace(/\bat=\d+/g, 'at=<position>')
    .replaceAll('\r', '')
    .trim();

let stack: TestStack;
beforeAll(async () => {
  stack = await startTestStack();
});
afterAll(async () => {
  await stack?.stop();
});

describe('the examples of the README', () => {
  it('are found', () => expect(examples).toHaveLength(6));

  it.each(examples)('print what they are said to print: %#', async ({ commands, output }) => {
    const here = commands
      .replaceAll('localhost:8081', new URL(stack.urls.order).host)
      .replaceAll('localhost:8083', new URL(stack.urls.inventory).host);
    // Each may be repeated. On a busy machine one may look before an order is over or its goods are back.
    await waitFor(
      async () => {
        const { stdout } = await run('sh', ['-c', here], { timeout: 20_000 });
        expect(comparable(stdout)).toBe(comparable(output));
        return true;
      },
      { timeoutMs: 60_000, everyMs: 500, describe: 'the output of the README' },
    );
  });
});
