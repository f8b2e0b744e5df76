import { readFileSync } from 'node:fs';
import { AppError } from '@orderflow/errors';
import { customCleanEnv, EnvMissingError, makeExactValidator, type ValidatorSpec } from 'envalid';

/** Environment a configuration is read from: `process.env`, or a plain object in tests. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** One variable. Made by `setting.*`. `T` includes undefined when the variable may be missing. */
export interface Setting<T> {
  readonly description: string;
  /** What a value must be, in words: `a whole number from 1 to 65535`. */
  readonly expected: string;
  readonly required: boolean;
  readonly fallback: T | undefined;
  /** The value is never shown, and may come from the file that `<NAME>_FILE` points to. */
  readonly secret: boolean;
  /** What stands in for it, or its absence, is for the local stack: with `ORDERFLOW_ENV=production` it is refused. */
  readonly localOnly: boolean;
  /** The value, or undefined when the text is not what was expected. */
  parse(raw: string): T | undefined;
}

export type ConfigSchema = Readonly<Record<string, Setting<unknown>>>;
export type Config<S extends ConfigSchema> = { readonly [K in keyof S]: S[K] extends Setting<infer T> ? T : never };

/** What variables must be to each other: a problem in words for each that is not, without a full stop. */
export type Rule<C> = (config: C) => readonly string[];

/**
 * Reads, checks and freezes. An empty value counts as not set. All problems are reported together in one AppError
 * CONFIG_INVALID; each names the variable, what it was (never for secrets) and what it should be. The rules are asked
 * once each variable by itself is right.
 */
export function readConfig<S extends ConfigSchema>(
  schema: S,
  env: Environment,
  ...rules: ReadonlyArray<Rule<Config<S>>>
): Config<S> {
  const problems: string[] = [];
  const present: Record<string, string | undefined> = {};
  const specs: Record<string, ValidatorSpec<unknown>> = {};
  for (const [name, setting] of Object.entries(schema)) {
    present[name] = rawValue(name, setting, env, problems);
    specs[name] = toSpec(setting);
  }
  const cleaned = customCleanEnv(present, specs, (values) => values, {
    reporter: ({ errors }) => {
      for (const [name, error] of Object.entries(errors)) {
        const setting = schema[name];
        if (setting === undefined || error === undefined) continue;
        if (problems.some((problem) => problem.startsWith(`${name}_FILE `))) continue;
        const was = error instanceof EnvMissingError ? 'is not set' : `is ${shown(setting, present[name])}`;
        problems.push(`${name} ${was}: it must be ${setting.expected} (${setting.description})`);
      }
    },
  });
  refuse(problems);
  // Each value was made by the parse of its own setting; TypeScript cannot follow that through envalid.
  const config = cleaned as Config<S>;
  refuse([...localOnlyProblems(schema, config), ...rules.flatMap((rule) => rule(config))]);
  return config;
}

function refuse(problems: readonly string[]): void {
  if (problems.length === 0) return;
  throw new AppError('CONFIG_INVALID', `The configuration is not valid. ${problems.join('; ')}.`, {
    details: { problems },
  });
}

/** Names of the variable that says where a process runs, and of the place where what is meant for the local stack is refused. */
export const environmentVariable = 'ORDERFLOW_ENV';
const production = 'production';

function localOnlyProblems(schema: ConfigSchema, config: Readonly<Record<string, unknown>>): readonly string[] {
  if (config[environmentVariable] !== production) return [];
  return Object.entries(schema).flatMap(([name, setting]) => {
    if (!setting.localOnly) return [];
    const value = config[name];
    const because = `${environmentVariable} is \`${production}\`, so it must be ${setting.expected} of your own`;
    if (value === undefined) return [`${name} is not set: ${because} (${setting.description})`];
    if (!isFallback(value, setting.fallback)) return [];
    const was = setting.secret ? 'what the local stack uses' : `"${value}", as in the local stack`;
    return [`${name} is ${was}: ${because} (${setting.description})`];
  });
}

/** Another server with the password of the local stack is no better than the local stack. */
function isFallback(value: unknown, fallback: unknown): boolean {
  if (value === fallback) return true;
  if (typeof value !== 'string' || typeof fallback !== 'string') return false;
  if (!URL.canParse(value) || !URL.canParse(fallback)) return false;
  const { password } = new URL(fallback);
  return password !== '' && new URL(value).password === password;
}

function toSpec(setting: Setting<unknown>): ValidatorSpec<unknown> {
  const validator = makeExactValidator<unknown>((raw) => {
    const value = setting.parse(raw);
    if (value === undefined) throw new Error(`not ${setting.expected}`);
    return value;
  });
  // envalid tells "may be missing" from "must be set" by the presence of the key.
  return setting.required
    ? validator({ desc: setting.description })
    : validator({ desc: setting.description, default: setting.fallback ?? undefined });
}

function rawValue(name: string, setting: Setting<unknown>, env: Environment, problems: string[]): string | undefined {
  const value = env[name] === '' ? undefined : env[name];
  const file = setting.secret ? env[`${name}_FILE`] : undefined;
  if (file === undefined || file === '') return value;
  if (value !== undefined) {
    problems.push(`${name}_FILE and ${name} are both set: one of them is enough`);
    return value;
  }
  try {
    return readFileSync(file, 'utf8').trimEnd();
  } catch (error) {
    problems.push(
      `${name}_FILE is "${file}", which cannot be read (${error instanceof Error ? error.message : error})`,
    );
    return undefined;
  }
}

const shown = (setting: Setting<unknown>, raw: string | undefined): string =>
  setting.secret ? 'set to something else' : `"${raw}"`;

/** A row of the documentation's table of variables. */
export interface ConfigRow {
  readonly name: string;
  readonly expected: string;
  /** Empty when there is none. */
  readonly fallback: string;
  readonly required: boolean;
  readonly secret: boolean;
  readonly description: string;
}

export const describeConfig = (schema: ConfigSchema): readonly ConfigRow[] =>
  Object.entries(schema).map(([name, setting]) => ({
    name,
    expected: setting.expected,
    fallback: setting.fallback === undefined ? '' : String(setting.fallback),
    required: setting.required,
    secret: setting.secret,
    description: setting.description,
  }));
