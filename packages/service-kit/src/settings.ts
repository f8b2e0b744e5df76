import type { Setting } from './config.ts';

/** Without `fallback` and without `optional` the variable must be set. */
interface RequiredSpec<T> {
  readonly description: string;
  readonly fallback?: T;
  /** The fallback is for the local stack: in production it must be set to something else. */
  readonly localOnly?: boolean;
}
interface OptionalSpec {
  readonly description: string;
  readonly optional: true;
  /** It may be missing in the local stack: in production it must be set. */
  readonly localOnly?: boolean;
}
type Spec<T> = RequiredSpec<T> | OptionalSpec;

function make<T>(spec: Spec<T>, expected: string, parse: (raw: string) => T | undefined, secret = false): Setting<T> {
  const fallback = 'fallback' in spec ? spec.fallback : undefined;
  const required = fallback === undefined && !('optional' in spec);
  return {
    description: spec.description,
    expected,
    required,
    fallback,
    secret,
    localOnly: spec.localOnly === true,
    parse,
  };
}

function text(spec: RequiredSpec<string>): Setting<string>;
function text(spec: OptionalSpec): Setting<string | undefined>;
function text(spec: Spec<string>): Setting<string | undefined> {
  return make(spec, 'text', (raw) => raw);
}

/** May also come from the file that `<NAME>_FILE` points to; its value is never shown. */
function secret(spec: RequiredSpec<string>): Setting<string>;
function secret(spec: OptionalSpec): Setting<string | undefined>;
function secret(spec: Spec<string>): Setting<string | undefined> {
  return make(spec, 'text', (raw) => raw, true);
}

interface IntegerSpec {
  readonly min: number;
  readonly max: number;
}

function integer(spec: RequiredSpec<number> & IntegerSpec): Setting<number>;
function integer(spec: OptionalSpec & IntegerSpec): Setting<number | undefined>;
function integer(spec: Spec<number> & IntegerSpec): Setting<number | undefined> {
  const expected = `a whole number from ${spec.min} to ${spec.max}`;
  return make(spec, expected, (raw) => {
    const value = /^-?\d+$/.test(raw) ? Number(raw) : Number.NaN;
    return value >= spec.min && value <= spec.max ? value : undefined;
  });
}

/** 0 asks the system for any free port. */
const port = (spec: RequiredSpec<number>): Setting<number> => integer({ ...spec, min: 0, max: 65_535 });

const flags: Readonly<Record<string, boolean>> = { true: true, '1': true, false: false, '0': false };

function flag(spec: RequiredSpec<boolean>): Setting<boolean>;
function flag(spec: OptionalSpec): Setting<boolean | undefined>;
function flag(spec: Spec<boolean>): Setting<boolean | undefined> {
  return make(spec, '`true` or `false`', (raw) => flags[raw]);
}

interface UrlSpec {
  /** With their colon: `['https:', 'http:']`. */
  readonly protocols: readonly string[];
  /** For a URL with a password in it: treated as `secret` is. */
  readonly secret?: boolean;
}

/** Several servers may be given, separated by commas, where `list` is set. */
function url(spec: RequiredSpec<string> & UrlSpec & { readonly list?: boolean }): Setting<string>;
function url(spec: OptionalSpec & UrlSpec & { readonly list?: boolean }): Setting<string | undefined>;
function url(spec: Spec<string> & UrlSpec & { readonly list?: boolean }): Setting<string | undefined> {
  const what = `${spec.protocols.map((protocol) => `${protocol}//…`).join(' or ')}`;
  const valid = (one: string) => URL.canParse(one) && spec.protocols.includes(new URL(one).protocol);
  return make(
    spec,
    spec.list ? `one or more URLs ${what}, separated by commas` : `a URL ${what}`,
    (raw) => ((spec.list ? raw.split(',') : [raw]).every(valid) ? raw : undefined),
    spec.secret,
  );
}

function choice<const C extends string>(spec: RequiredSpec<C> & { readonly choices: readonly C[] }): Setting<C> {
  const expected = `one of ${spec.choices.map((value) => `\`${value}\``).join(', ')}`;
  return make(spec, expected, (raw) => spec.choices.find((value) => value === raw));
}

/** One or more of the choices, separated by commas. */
function choices<const C extends string>(
  spec: RequiredSpec<readonly C[]> & { readonly choices: readonly C[] },
): Setting<readonly C[]> {
  const expected = `one or more of ${spec.choices.map((value) => `\`${value}\``).join(', ')}, separated by commas`;
  return make(spec, expected, (raw) => {
    const asked = raw.split(',').map((one) => spec.choices.find((value) => value === one.trim()));
    return asked.every((one) => one !== undefined) ? asked : undefined;
  });
}

/** The kinds of variable a schema is made of. */
export const setting = { text, secret, integer, port, flag, url, choice, choices } as const;
