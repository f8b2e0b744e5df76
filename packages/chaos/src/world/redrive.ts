import { createTopology } from '@orderflow/contracts';
import { AppError } from '@orderflow/errors';
import { type DeadLetterSummary, listDeadLetters } from '@orderflow/eventbus/jetstream';
import { beginWithinMs, persist } from '../persist.ts';
import type { World } from './world.ts';

const mostLetters = 10_000;

const letterOf = async ({ nats }: World, messageId: string): Promise<DeadLetterSummary> => {
  const found = (await listDeadLetters(nats, createTopology(), { limit: mostLetters })).find(
    (one) => one.messageId === messageId,
  );
  if (found) return found;
  throw new AppError('NOT_FOUND', `There is no dead letter of ${messageId} yet.`);
};

const orderTimeoutMs = 3_000;

/** Orders a dead letter of the message to be redriven, as a person would. Whether an answer comes is left open. */
export const redriveOneOf = async (world: World, messageId: string): Promise<void> => {
  const { sequence } = await persist(() => letterOf(world, messageId), beginWithinMs);
  world.explained.redriving(sequence, messageId);
  await fetch(`${world.stack.urls.order}/admin/dead-letters/${sequence}/redrive`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
    signal: AbortSignal.timeout(orderTimeoutMs),
  });
};
