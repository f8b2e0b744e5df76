import { events } from '@orderflow/contracts';
import { AppError } from '@orderflow/errors';

const contractOf = (type: string) => events.find((one) => one.type === type);

const decoded = (type: string, data: Uint8Array): Record<string, unknown> | undefined => {
  try {
    return contractOf(type)?.codec.decode(data) as unknown as Record<string, unknown> | undefined;
  } catch {
    // Undecodable is a usual reason to be here: then the bytes are what there is.
    return undefined;
  }
};

/** The payload for a person to edit: JSON, or the bytes in hex when it cannot be decoded. */
export const toText = (type: string, data: Uint8Array): string => {
  const payload = decoded(type, data) ?? { hex: Buffer.from(data).toString('hex') };
  return `${JSON.stringify(payload, null, 2)}\n`;
};

const isTime = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;
const revived = (name: string, value: unknown): unknown =>
  name.endsWith('At') && typeof value === 'string' && isTime.test(value) ? new Date(value) : value;

/** The inverse of `toText`. Rejects with VALIDATION_FAILED what the event cannot carry. */
export const fromText = (type: string, text: string): Uint8Array => {
  try {
    const payload = JSON.parse(text, revived) as Record<string, unknown>;
    if (typeof payload.hex === 'string') {
      if (!/^([0-9a-f]{2})*$/i.test(payload.hex)) throw new Error('hex is not whole bytes in hex');
      return Buffer.from(payload.hex, 'hex');
    }
    const codec = contractOf(type)?.codec as unknown as
      | { encode(payload: unknown): Uint8Array; decode(data: Uint8Array): unknown }
      | undefined;
    if (!codec) throw new Error(`there is no event ${type}`);
    const data = codec.encode(payload);
    codec.decode(data);
    return data;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AppError('VALIDATION_FAILED', `The edited payload is no ${type}: ${reason}`, { cause: error });
  }
};
