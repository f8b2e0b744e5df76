import { freePort } from '@orderflow/local-stack';
import { InvalidArgumentError } from 'commander';
import { expect, it } from 'vitest';
import { httpUrl } from '../arguments.ts';
import { seedCommand } from './seed.ts';

it('names the option and the address when nobody answers there', async () => {
  for (const url of ['http://127.0.0.1:1', `http://127.0.0.1:${await freePort()}`]) {
    await expect(seedCommand(url)).rejects.toMatchObject({
      code: 'DEPENDENCY_UNAVAILABLE',
      message: expect.stringMatching(
        `PUT ${url}/products/.* got no answer: .* Is ${url} \\(--url\\) the inventory service\\?`,
      ),
    });
  }
});

it('takes no address that is none', () => {
  expect(httpUrl('http://127.0.0.1:8083/')).toBe('http://127.0.0.1:8083');
  for (const text of ['nope', '127.0.0.1:8083', 'nats://127.0.0.1']) {
    expect(() => httpUrl(text), text).toThrow(InvalidArgumentError);
  }
});
