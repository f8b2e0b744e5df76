import { InvalidArgumentError } from 'commander';

// How numbers on the command line are read.

export const positive = (text: string): number => {
  const value = Number(text);
  if (!Number.isFinite(value) || value <= 0) throw new InvalidArgumentError('It must be a number above 0.');
  return value;
};

export const notNegative = (text: string): number => {
  const value = Number(text);
  if (text === '' || !Number.isFinite(value) || value < 0) throw new InvalidArgumentError('It must be 0 or more.');
  return value;
};

/** From 0 to 1. */
export const share = (text: string): number => {
  const value = Number(text);
  if (text === '' || !(value >= 0 && value <= 1)) throw new InvalidArgumentError('It must be a number from 0 to 1.');
  return value;
};

export const whole = (text: string): number => {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0) throw new InvalidArgumentError('It must be a whole number.');
  return value;
};

const mostReplicas = 9;

export const replicas = (text: string): number => {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= mostReplicas) return value;
  throw new InvalidArgumentError(`It must be a whole number from 1 to ${mostReplicas}.`);
};

export const clusterSize = (text: string): number => {
  if (['1', '3', '5'].includes(text)) return Number(text);
  throw new InvalidArgumentError(
    'It must be 1, 3 or 5: most of the servers have to be up, and one more than an odd number bears no more failures.',
  );
};

export const httpUrl = (text: string): string => {
  if (['http:', 'https:'].includes(URL.parse(text)?.protocol ?? '')) return text.replace(/\/+$/, '');
  throw new InvalidArgumentError('It must be an address like http://127.0.0.1:8083.');
};
