import { Type } from 'typebox';

const time = Type.String({ format: 'date-time' });

/** Path parameters are text, and are not made into numbers. */
export const letterParams = Type.Object({
  sequence: Type.String({ pattern: '^[1-9][0-9]{0,14}$', description: 'Number of the dead letter' }),
});

const filterFields = {
  durable: Type.Optional(Type.String({ minLength: 1, maxLength: 64, description: 'Only of one durable' })),
  event: Type.Optional(Type.String({ minLength: 1, maxLength: 128, description: 'Only of one type of event' })),
  code: Type.Optional(Type.String({ minLength: 1, maxLength: 64, description: 'Only with this error code' })),
  after: Type.Optional(
    Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, description: 'Only those after this one' }),
  ),
};

export const letterQuery = Type.Object(
  { ...filterFields, limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 50 })) },
  { additionalProperties: false },
);

const dryRun = Type.Optional(Type.Boolean({ default: false, description: 'Only say what would happen' }));

export const payload = Type.Record(Type.String(), Type.Unknown(), {
  description: 'The event\'s fields; `{"hex": "…"}` for bytes that are no event that is known',
});

export const redriveBody = Type.Object(
  {
    payload: Type.Optional({ ...payload, description: 'Sent in place of the payload of the letter' }),
    again: Type.Optional(
      Type.Boolean({ default: false, description: 'Send it although a redrive of this letter is in the log already' }),
    ),
    dryRun,
  },
  { additionalProperties: false },
);

// Without defaults: a body that names no filter is no order to redrive everything.
export const redriveManyBody = Type.Object(
  {
    ...filterFields,
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, description: 'Default 100' })),
    dryRun: Type.Optional(Type.Boolean({ description: 'Only say what would happen' })),
  },
  {
    additionalProperties: false,
    anyOf: Object.keys(filterFields).map((name) => ({ required: [name] })),
    description: 'Which: all that is given must fit. `{"after": 0}` is every one',
  },
);

export const discardQuery = Type.Object(
  {
    reason: Type.String({ minLength: 1, maxLength: 500, description: 'Why it may go for good; it is logged' }),
    dryRun,
  },
  { additionalProperties: false },
);

const summaryFields = {
  sequence: Type.Integer({ description: 'Number of the letter' }),
  storedAt: time,
  durable: Type.String({ description: 'The one that gave the message up' }),
  event: Type.String(),
  subject: Type.String(),
  stream: Type.String({ description: 'Where the message lay that could not be handled' }),
  streamSequence: Type.Integer(),
  messageId: Type.String(),
  code: Type.String({ description: 'Of the error' }),
  reason: Type.String(),
  attempts: Type.Integer(),
  trace: Type.Union([
    Type.Object({
      id: Type.String(),
      url: Type.Union([Type.String(), Type.Null()], { description: 'Null when the trace was not sampled' }),
    }),
    Type.Null(),
  ]),
};

const next = Type.Union([Type.Integer(), Type.Null()], { description: '`after` to go on with; null: no more' });

export const letterPage = Type.Object({ letters: Type.Array(Type.Object(summaryFields)), next });

export const letter = Type.Object({
  ...summaryFields,
  stack: Type.String(),
  headers: Type.Array(Type.Object({ name: Type.String(), value: Type.String() }), {
    description: 'Of the original message; its `Nats-*` under the prefix `Original-`',
  }),
  payload,
});

export const handledLetter = Type.Object({
  sequence: Type.Integer(),
  outcome: Type.Enum(
    [
      'redriven',
      'would_be_redriven',
      'completed',
      'would_be_completed',
      'discarded',
      'would_be_discarded',
      'gone',
      'refused',
    ],
    { description: '`completed`: it had been redriven before and is now removed. `refused`: it is still there' },
  ),
  durable: Type.String(),
  event: Type.String(),
  messageId: Type.String(),
  redrive: Type.Optional(
    Type.Object(
      { stream: Type.String(), sequence: Type.Integer(), messageId: Type.String() },
      {
        description: 'Where the redrive lies',
      },
    ),
  ),
  payload: Type.Optional({ ...payload, description: 'Of a dry run: what would be sent' }),
  detail: Type.Optional(Type.String({ description: 'Why it was refused' })),
});

export const handledLetters = Type.Object({ letters: Type.Array(handledLetter), next });
