import { defineEvent } from '../define-event.ts';
import { deadLetterSubject, redriveSubject, type Topology } from '../ports.ts';

export const parcelWeighed = defineEvent<{ readonly id: string }>({
  type: 'parcels.weighed',
  subject: 'parcels.weighed',
  version: 1,
  key: ({ id }) => id,
  codec: {
    contentType: 'application/json',
    encode: (parcel) => Buffer.from(JSON.stringify(parcel)),
    decode: (data) => JSON.parse(Buffer.from(data).toString()),
  },
});

const subjects = [parcelWeighed.subject, redriveSubject('labels')];
const limits = { maxBytes: 64 * 1024 ** 2, maxAgeMs: 0, duplicateWindowMs: 120_000, replicas: 1 };

/** What a dead process held comes again after a second. */
export const crashTopology: Topology = {
  streams: [
    { name: 'PARCELS', subjects, ...limits },
    { name: 'DEAD', subjects: [deadLetterSubject('labels')], ...limits },
  ],
  durables: [{ name: 'labels', stream: 'PARCELS', subjects, ackWaitMs: 1_000, maxAckPending: 1_000 }],
  deadLetterStream: 'DEAD',
};
