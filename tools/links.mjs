// Finds what leads nowhere in Markdown: relative links to a file that is not there or a heading that a page lacks, and files
// that are named by their path from the root.
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const pages = ['*.md', 'docs/**/*.md', 'packages/*/*.md', 'services/*/*.md', 'tests/*/*.md', 'deploy/**/*.md'];

const withoutCode = (text) => text.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`\n]*`/g, '');

/** As the usual renderers name the anchor of a heading. */
const anchorOf = (heading) =>
  heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s/g, '-');

const anchorsIn = (file) =>
  new Set([...readFileSync(file, 'utf8').matchAll(/^#{1,6} (.*)$/gm)].map(([, heading]) => anchorOf(heading)));

/** `packages/x/src/y.ts` in a sentence. Not folders: some are made by what they are named for. */
const namedFile = /`((?:packages|services|tools|tests|deploy|docs|proto)\/[\w./-]+\.\w+)`/g;

/** A sentence for each broken link of the pages under `root`, and how many links there are. */
export const checkLinks = (root) => {
  const broken = [];
  let links = 0;
  for (const page of globSync(pages, { cwd: root, exclude: (name) => name === 'node_modules' })) {
    const whole = readFileSync(join(root, page), 'utf8');
    for (const [, file] of whole.matchAll(namedFile)) {
      if (!existsSync(join(root, file))) broken.push(`${page}: ${file} is not there`);
    }
    const text = withoutCode(whole);
    for (const [, target] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^[a-z]+:/.test(target)) continue;
      links += 1;
      const [path, anchor] = target.split('#');
      const file = path === '' ? join(root, page) : join(root, dirname(page), path);
      if (relative(root, file).startsWith('..')) broken.push(`${page}: ${target} leads out of the repository`);
      else if (!existsSync(file)) broken.push(`${page}: ${target} is not there`);
      else if (anchor && !anchorsIn(file).has(anchor)) broken.push(`${page}: ${target} has no such heading`);
    }
  }
  return { broken, links };
};
