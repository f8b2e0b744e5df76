import { AppError } from '@orderflow/errors';

/** Refuses a policy that could not work, when it is made and not when it is first needed. */
export function requireAtLeast(minimum: number, owner: string, values: Readonly<Record<string, number>>): void {
  for (const [option, value] of Object.entries(values)) {
    if (Number.isFinite(value) && value >= minimum) continue;
    throw new AppError('CONFIG_INVALID', `${owner}: ${option} must be a number of at least ${minimum}, not ${value}`);
  }
}
