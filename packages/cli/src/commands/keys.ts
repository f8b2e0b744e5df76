import { appendFileSync } from 'node:fs';
import { AppError } from '@orderflow/errors';
import { createApiKey } from '@orderflow/service-kit';
import pc from 'picocolors';

export interface CreateKeyOptions {
  readonly customer: string;
  readonly scope: readonly string[];
  /** For logs and limits. */
  readonly name: string | undefined;
  /** The line is appended there; without, it is printed. */
  readonly file: string | undefined;
}

const append = (file: string, line: string): void => {
  try {
    appendFileSync(file, `${line}\n`, { mode: 0o600 });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const message = `No key was made: its line cannot be appended to ${file} (${reason}). Name a file in a folder that exists.`;
    throw new AppError('CONFIG_INVALID', message, { cause });
  }
};

/**
 * The key alone on standard output, so that a script can take it; what is said about it goes beside. A key that is shown has
 * its line stored.
 */
export const createKeyCommand = ({ customer, scope, name, file }: CreateKeyOptions): number => {
  const { key, line } = createApiKey({ customer, scopes: scope, name: name ?? defaultName(customer, scope) });
  if (file !== undefined) append(file, line);
  console.error(pc.dim('The key. It is shown this once and stored nowhere: hand it to whoever will use it.'));
  console.log(key);
  if (file === undefined) {
    console.error(pc.dim('Its line for API_KEYS, or for the file that API_KEYS_FILE names:'));
    console.error(line);
  } else {
    console.error(pc.dim(`Its line is in ${file}, which API_KEYS_FILE should name. Services read it when they start.`));
  }
  return 0;
};

const defaultName = (customer: string, scope: readonly string[]): string =>
  customer === '*' ? scope.join('+') : `${customer} ${scope.join('+')}`;
