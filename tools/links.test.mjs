import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { checkLinks } from './links.mjs';

test('the links of our pages lead somewhere', () => {
  const { broken, links } = checkLinks(resolve(import.meta.dirname, '..'));
  assert.deepEqual(broken, []);
  assert.ok(links > 20, `only ${links} links were found`);
});

test('one that leads nowhere is found: a file, a heading, a place outside, a path from the root', () => {
  const root = mkdtempSync(join(tmpdir(), 'links-'));
  try {
    const lines = [
      '# Here',
      '[a](b.md)',
      '[a](#here) [a](#there)',
      '[a](../x)',
      '`[a](code)`',
      '[a](https://x.y/z)',
      '`tools/gone.mjs`',
    ];
    writeFileSync(join(root, 'README.md'), lines.join('\n'));
    assert.deepEqual(checkLinks(root).broken, [
      'README.md: tools/gone.mjs is not there',
      'README.md: b.md is not there',
      'README.md: #there has no such heading',
      'README.md: ../x leads out of the repository',
    ]);
  } finally {
    rmSync(root, { recursive: true });
  }
});
