import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import type { Books } from '../books/books.ts';
import type { Entry } from '../books/entries.ts';
import type { Ledger } from '../books/ledger.ts';
import { type Faults, faultModes, operations } from '../faults.ts';

export interface AdminOptions {
  readonly ledger: Ledger;
  readonly books: Books;
  readonly faults: Faults;
}

const Id = Type.String({ minLength: 1, maxLength: 255 });

const LedgerQuery = Type.Object(
  {
    intent: Type.Optional(Id),
    order: Type.Optional(Id),
    /** Only entries behind this one: the next page begins after the last `seq` of this. */
    after: Type.Integer({ minimum: 0, default: 0 }),
    limit: Type.Integer({ minimum: 0, maximum: 100_000, default: 1000 }),
  },
  { additionalProperties: false },
);

const FaultBody = Type.Object(
  {
    mode: Type.Enum(faultModes),
    match: Type.Optional(
      Type.Object(
        { operation: Type.Optional(Type.Enum(operations)), order: Type.Optional(Id), intent: Type.Optional(Id) },
        { additionalProperties: false },
      ),
    ),
    count: Type.Optional(Type.Integer({ minimum: 1 })),
    delayMs: Type.Optional(Type.Integer({ minimum: 0, maximum: 600_000 })),
    status: Type.Optional(Type.Integer({ minimum: 500, maximum: 599 })),
  },
  { additionalProperties: false },
);

/** The ledger as a witness, and faults to order, for whoever reaches the process: `main.ts` sees to who that is. */
export const registerAdmin = (http: FastifyInstance, { ledger, books, faults }: AdminOptions): void => {
  const typed = http.withTypeProvider<TypeBoxTypeProvider>();

  typed.get('/_ledger', { schema: { querystring: LedgerQuery } }, async ({ query }) => {
    const { intent, order, after, limit } = query;
    const entries: Entry[] = [];
    // An order's declines and cancels carry the intent only.
    const intents = new Set(intent === undefined ? [] : [intent]);
    if (limit > 0) {
      for await (const entry of ledger.entries()) {
        if (order !== undefined && 'order' in entry && entry.order === order) intents.add(entry.intent);
        if ((intent !== undefined || order !== undefined) && !intents.has(entry.intent)) continue;
        if (entry.seq <= after) continue;
        entries.push(entry);
        if (entries.length >= limit) break;
      }
    }
    return { totals: books.totals, entries };
  });

  typed.get('/_faults', async () => ({ faults: faults.list() }));
  typed.post('/_faults', { schema: { body: FaultBody } }, async ({ body }, reply) => {
    faults.add(body);
    return await reply.code(201).send({ faults: faults.list() });
  });
  typed.delete('/_faults', async (_request, reply) => {
    faults.clear();
    return await reply.code(204).send();
  });
  typed.delete('/_keys', async () => ({ forgotten: books.pruneKeys() }));
};
