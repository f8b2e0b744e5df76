import { AppError } from '@orderflow/errors';
import type { EventDefinition } from './ports.ts';

const subjectPattern = /^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$/;

/**
 * Defines one kind of event; the payload's type follows from the codec, and `publish` and `subscribe` check against it.
 * Throws CONFIG_INVALID for a subject with wildcards or blanks, or a version that is not a positive integer.
 */
export const defineEvent = <T>(definition: EventDefinition<T>): EventDefinition<T> => {
  const { type, subject, version } = definition;
  if (!/^\S+$/.test(type)) throw new AppError('CONFIG_INVALID', `"${type}" cannot be the type of an event.`);
  if (!subjectPattern.test(subject)) {
    throw new AppError('CONFIG_INVALID', `"${subject}", the subject of ${type}, must be plain tokens joined by dots.`);
  }
  if (!Number.isSafeInteger(version) || version < 1) {
    throw new AppError('CONFIG_INVALID', `The version of ${type} must be a positive integer, not ${version}.`);
  }
  return Object.freeze({ ...definition });
};
