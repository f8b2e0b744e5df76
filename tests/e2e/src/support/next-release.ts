import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ServicePlan } from '@orderflow/local-stack';

const plant = pathToFileURL(join(import.meta.dirname, '../../../chaos/src/plant.ts')).href;
const generated = 'packages/contracts/gen/contracts.js';
const codec = 'packages/contracts/src/order-events.ts';
const createdAt =
  'message.createdAt = $root.google.protobuf.Timestamp.decode(reader, reader.size(), $undefined, _depth + 1, message.createdAt);';
const fingerprint = 'writer.uint32(/* id 6, wireType 2 =*/50).bytes(message.fingerprint);';

/** What a release changes that adds a field to `orders.created`: `channel = 8`, which older messages lack. */
const edits = [
  { file: generated, find: 'OrderCreated.prototype.createdAt = null;', add: 'OrderCreated.prototype.channel = "";' },
  { file: generated, find: fingerprint, add: 'if (message.channel) writer.uint32(66).string(message.channel);' },
  { file: generated, find: createdAt, add: 'continue; } case 8: { message.channel = reader.string();' },
  { file: codec, find: 'fingerprint: fingerprintToWire(e.fingerprint),', add: "channel: 'web'," },
  { file: codec, find: 'fingerprint: fingerprintFromWire(m.fingerprint),', add: "channel: m.channel || 'unknown'," },
].map(({ file, find, add }) => ({ file, find, replace: `${find}\n${add}` }));

/** `channel = 8` with its value, as it is in the bytes of an event. */
const channelBytes = Buffer.from('\x42\x03web');

/** A release that comes after this one: its code differs in a file that a process reads as it starts. */
export const createNextRelease = () => {
  const directory = mkdtempSync(join(tmpdir(), 'orderflow-release-'));
  const file = join(directory, 'edits.json');
  return {
    adaptPlan: (plan: ServicePlan): ServicePlan => ({
      ...plan,
      env: { ...plan.env, ORDERFLOW_PLANTED_BUG: file },
      nodeArguments: ['--import', plant],
    }),
    /** What is started from now on is of this release. */
    install: () => writeFileSync(file, JSON.stringify(edits)),
    /** Whether an `orders.created` was written by it. */
    wrote: (event: Uint8Array): boolean => Buffer.from(event).includes(channelBytes),
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
};
