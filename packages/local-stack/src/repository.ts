import { join, resolve } from 'node:path';

/** The checkout: the folder that holds packages/ and services/. */
export const repositoryRoot = resolve(import.meta.dirname, '../../..');

/** Where a checkout keeps what runs: data, logs, the control file. */
export const defaultStateDirectory = join(repositoryRoot, '.orderflow');

export const serviceDirectory = (service: string): string => join(repositoryRoot, 'services', service);
