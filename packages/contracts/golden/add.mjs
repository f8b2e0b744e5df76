// Writes the golden bytes of an event, once and for ever: later code must decode them to the same payload.
// usage: node --conditions=@orderflow/source packages/contracts/golden/add.mjs <event type> '<payload as JSON>'
// The event is written in its current version. An existing file is never replaced: a released version has its bytes.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { events } from '../src/index.ts';

const [type, json] = process.argv.slice(2);
const event = events.find((candidate) => candidate.type === type);
if (!event || !json) {
  console.error(`usage: add.mjs <${events.map((known) => known.type).join('|')}> '<payload as JSON>'`);
  process.exit(1);
}
// Every date of every payload is in a field whose name ends in At.
const revived = JSON.parse(json, (name, value) => (name.endsWith('At') ? new Date(value) : value));
const data = event.codec.encode(revived);
const golden = {
  type,
  version: event.version,
  payload: JSON.parse(JSON.stringify(event.codec.decode(data))),
  hex: Buffer.from(data).toString('hex'),
};
const file = join(import.meta.dirname, `${type}.v${event.version}.json`);
writeFileSync(file, `${JSON.stringify(golden, null, 2)}\n`, { flag: 'wx' });
console.log(file);
