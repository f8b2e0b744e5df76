import { AppError } from '@orderflow/errors';
import { failpoint } from '@orderflow/failpoints';
import { DeliveredMessage } from './delivered-message.ts';
import type { Delivery } from './delivery.ts';
import type { RouteFinder } from './router.ts';
import type { Outcome } from './settlement.ts';

const afterPublish = failpoint('handler.after_publish');

const handled: Outcome = { kind: 'handled' };

/** Routes, decodes and runs one delivery. Never rejects: whatever goes wrong is its outcome. */
export const createExecute =
  (findRoute: RouteFinder) =>
  async (delivery: Delivery, signal: AbortSignal): Promise<Outcome> => {
    try {
      const route = findRoute(delivery);
      if (route instanceof AppError) return { kind: 'failed', error: route };
      const payload = decode(route.event.codec, delivery);
      await route.handle(new DeliveredMessage(route.event, payload, delivery), signal);
      afterPublish();
      return handled;
    } catch (reason) {
      return { kind: 'failed', error: AppError.from(reason) };
    }
  };

const decode = (codec: { decode(data: Uint8Array): unknown }, { data }: Delivery): unknown => {
  try {
    return codec.decode(data);
  } catch (cause) {
    if (AppError.is(cause)) throw cause;
    throw new AppError('UNDECODABLE', `The payload of ${data.length} bytes could not be decoded.`, { cause });
  }
};
