import type { Frame } from './cpu-profile.ts';

// One file without anything from elsewhere: it can be kept, sent and opened offline.

const rowPx = 18;
/** What is narrower than this share of the whole cannot be seen. */
const leastShare = 0.0005;

const escapeHtml = (text: string): string =>
  text.replace(/[&<>"]/g, (found) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[found] ?? found);

/** Ours, the libraries, Node itself, V8. */
const kindOf = ({ place }: Frame): 'ours' | 'library' | 'node' | 'engine' => {
  if (place === '') return 'engine';
  if (place.startsWith('node:')) return 'node';
  return /^(packages|services)\//.test(place) ? 'ours' : 'library';
};

interface Box {
  readonly frame: Frame;
  readonly depth: number;
  /** Shares of the whole. */
  readonly left: number;
  readonly width: number;
}

/** Every frame that can be seen, callers above what they call. */
const boxesOf = (tree: Frame): readonly Box[] => {
  const boxes: Box[] = [];
  const lay = (frame: Frame, depth: number, left: number): void => {
    const width = frame.total / tree.total;
    if (!(width >= leastShare)) return;
    boxes.push({ frame, depth, left, width });
    let at = left;
    for (const callee of frame.callees) {
      lay(callee, depth + 1, at);
      at += callee.total / tree.total;
    }
  };
  lay(tree, 0, 0);
  return boxes;
};

const box = ({ frame, depth, left, width }: Box): string => {
  const { name, place, self } = frame;
  const share = `${(width * 100).toFixed(1)} %, itself ${((self / frame.total) * width * 100).toFixed(1)} %`;
  const title = escapeHtml(`${name}  ${place}\n${share}`);
  return `<b class="${kindOf(frame)}" data-l="${left.toFixed(5)}" data-w="${width.toFixed(5)}" style="top:${depth * rowPx}px" title="${title}">${escapeHtml(name)}</b>`;
};

/** Places the boxes, and anew when one is clicked: it then is as wide as the page. */
const script = `
const boxes = [...document.querySelectorAll('b')];
const show = (from, width) => {
  for (const box of boxes) {
    const left = (box.dataset.l - from) / width, wide = box.dataset.w / width;
    const start = Math.max(0, left), end = Math.min(1, left + wide);
    box.hidden = end - start < 0.0005;
    box.style.left = start * 100 + '%';
    box.style.width = (end - start) * 100 + '%';
  }
};
addEventListener('click', ({ target }) => target.dataset?.l ? show(+target.dataset.l, +target.dataset.w) : show(0, 1));
show(0, 1);
`;

/** A page with the whole tree: width is time. */
export const flameGraph = (title: string, tree: Frame): string => {
  const boxes = boxesOf(tree);
  const rows = Math.max(0, ...boxes.map(({ depth }) => depth)) + 1;
  return `<!doctype html>
<meta charset="utf-8">
<title>${escapeHtml(title)}</title>
<style>
body { font: 12px system-ui, sans-serif; margin: 16px; color: #222 }
main { position: relative; height: ${rows * rowPx}px; margin-top: 12px }
b { position: absolute; height: ${rowPx - 1}px; overflow: hidden; white-space: nowrap; font-weight: 400; line-height: ${rowPx - 1}px; text-indent: 3px; cursor: pointer; box-sizing: border-box; border-right: 1px solid #fff }
.ours { background: #f2a65a } .library { background: #f5d491 } .node { background: #a9cbe8 } .engine { background: #ccc }
</style>
<strong>${escapeHtml(title)}</strong>
<p><span class="ours">&nbsp;ours&nbsp;</span> <span class="library">&nbsp;libraries&nbsp;</span> <span class="node">&nbsp;Node&nbsp;</span> <span class="engine">&nbsp;V8&nbsp;</span>
Width is time in which the process was not idle. Click a frame to look into it, beside it to see all.</p>
<main>
${boxes.map(box).join('\n')}
</main>
<script>${script}</script>
`;
};
