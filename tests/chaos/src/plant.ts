// Loaded with `--import` into a service: changes its sources as they are loaded, before their types are stripped. What
// is changed is in the file that ORDERFLOW_PLANTED_BUG names, read at each start; the services know nothing of it.
import { existsSync, readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';
import { applyEdit, type Edit, pathOf } from './mutation.ts';

const file = process.env.ORDERFLOW_PLANTED_BUG ?? '';
const edits = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Edit[]) : [];
const byUrl = Map.groupBy(edits, (edit) => pathToFileURL(pathOf(edit)).href);

if (edits.length > 0) {
  registerHooks({
    load: (url, context, nextLoad) => {
      const loaded = nextLoad(url, context);
      const planted = byUrl.get(url);
      if (planted === undefined || loaded.source === undefined || loaded.source === null) return loaded;
      const { source } = loaded;
      const text = typeof source === 'string' ? source : Buffer.from(source as Uint8Array).toString();
      return { ...loaded, source: planted.reduce(applyEdit, text) };
    },
  });
}
