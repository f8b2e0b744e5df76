import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { channelOf, failpoint, failpointNames } from './index.ts';

describe('a failpoint', () => {
  it('tells whoever subscribed that it was reached, at once and each time', () => {
    const beforeTerm = failpoint('letter.before_term');
    const heard: unknown[] = [];
    const hear = (said: unknown): void => void heard.push(said);
    beforeTerm();
    subscribe(channelOf('letter.before_term'), hear);
    beforeTerm();
    beforeTerm();
    failpoint('letter.before_store')();
    unsubscribe(channelOf('letter.before_term'), hear);
    beforeTerm();
    expect(heard).toEqual(['letter.before_term', 'letter.before_term']);
  });

  it('does nothing without a subscriber', () => {
    expect(failpoint('redrive.before_publish')()).toBeUndefined();
  });
});

const root = join(import.meta.dirname, '../../..');
const sources = ['packages', 'services'].flatMap((kind) =>
  readdirSync(join(root, kind), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'failpoints')
    .flatMap(({ name }) => {
      const src = join(root, kind, name, 'src');
      return readdirSync(src, { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'))
        .map((file) => readFileSync(join(src, file), 'utf8'));
    }),
);

describe('the table of failpoints', () => {
  it.each(failpointNames)('%s is one place in the code', (name) => {
    expect(sources.flatMap((source) => source.split(`failpoint('${name}')`).slice(1))).toHaveLength(1);
  });
});
