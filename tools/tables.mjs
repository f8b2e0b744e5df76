// Tables of the README that are made from the code. Pure: what is in them is handed in by generate.mjs.

const cell = (text) => text.replaceAll('|', '\\|');
const row = (...cells) => `| ${cells.map(cell).join(' | ')} |`;
const table = (titles, rows) => [row(...titles), `|${'---|'.repeat(titles.length)}`, ...rows].join('\n');
const code = (text) => (text === '' ? '' : `\`${text}\``);

/** Sizes are easier to read as what they were meant. */
const readable = (fallback) => {
  const value = Number(fallback);
  return value >= 1024 ** 3 && value % 1024 ** 3 === 0
    ? `${code(fallback)} (${value / 1024 ** 3} GiB)`
    : code(fallback);
};

/** Readers that agree about the default of a variable, but for their own name, share it; others are listed one by one. */
const fallbackOf = (readers) => {
  if (new Set(readers.map(({ fallback }) => fallback)).size === 1) return readable(readers[0].fallback);
  const patterns = new Set(readers.map(({ reader, fallback }) => fallback.replaceAll(`_${reader}`, '_<service>')));
  if (patterns.size === 1) return code([...patterns][0]);
  return readers.map(({ reader, fallback }) => `${code(fallback)} (${reader})`).join(', ');
};

/** What a value may be, where its name does not say it already. */
const valuesOf = (expected) => {
  if (expected === 'text' || expected.startsWith('a URL') || expected.includes('from 0 to 65535')) return '';
  const range = /^a whole number from (\d+) to (\d+)$/.exec(expected);
  if (!range) return ` (${expected})`;
  const [, least, most] = range;
  return Number(most) === Number.MAX_SAFE_INTEGER ? ` (at least ${least})` : ` (${least} to ${most})`;
};

const meaningOf = ({ name, description, expected, secret, required }) => {
  const file = secret ? `; also from the file that \`${name}_FILE\` names` : '';
  return `${description}${valuesOf(expected)}${file}${required ? '; must be set' : ''}`;
};

/**
 * `schemas`: name of the reader → rows of describeConfig. A variable that several read in the same sense is one row.
 * `all` are the readers that are said as "all services" when they are the ones who read it.
 */
export const configTable = (schemas, { all }) => {
  const variables = new Map();
  for (const [reader, rows] of Object.entries(schemas)) {
    for (const { name, expected, fallback, required, secret, description } of rows) {
      const key = JSON.stringify([name, expected, description]);
      const known = variables.get(key) ?? { name, expected, required, secret, description, readers: [] };
      known.readers.push({ reader, fallback });
      variables.set(key, known);
    }
  }
  const readBy = (readers) => {
    const names = readers.map(({ reader }) => reader);
    if (!all.every((name) => names.includes(name))) return names.join(', ');
    return ['the three services', ...names.filter((name) => !all.includes(name))].join(', ');
  };
  const rows = [...variables.values()].map((variable) =>
    row(code(variable.name), readBy(variable.readers), fallbackOf(variable.readers), meaningOf(variable)),
  );
  return table(['variable', 'read by', 'default', ''], rows);
};

/** `commands`: `{ usage, description }` of each, as `orderflow --help` shows them. */
export const commandsTable = (commands) =>
  table(
    ['command', ''],
    commands.map(({ usage, description }) => row(code(usage), description)),
  );

/** The leaves of a commander program, with their arguments and options. */
export const commandsOf = (program) => {
  const usageOf = (command) => {
    const options = command.options.map(({ flags, mandatory }) => (mandatory ? flags : `[${flags}]`));
    const args = command.registeredArguments.map((argument) =>
      argument.required ? `<${argument.name()}>` : `[${argument.name()}]`,
    );
    return [command.name(), ...args, ...(options.length > 3 ? ['[options]'] : options)].join(' ');
  };
  return program.commands.flatMap((command) => {
    const inner = commandsOf(command).map(({ usage, description }) => ({
      usage: `${command.name()} ${usage}`,
      description: `${command.description().split(':')[0]}: ${description}`,
    }));
    return inner.length > 0 ? inner : [{ usage: usageOf(command), description: command.description() }];
  });
};

/** Planted bugs, each with what has to accuse it. */
export const bugsTable = (bugs) =>
  [
    '| service | bug | what is wrong | scenario: what happens | caught by |',
    '| --- | --- | --- | --- | --- |',
    ...bugs.map(
      ({ service, name, mistake, scenario, caughtBy }) =>
        `| ${service} | ${name} | ${mistake} | *${scenario.name}*: ${scenario.what} | \`${caughtBy}\` |`,
    ),
  ].join('\n');

/** The text with what stands between `<!-- name:begin -->` and `<!-- name:end -->` replaced. */
export const withSection = (text, name, content) => {
  const [begin, end] = [`<!-- ${name}:begin -->`, `<!-- ${name}:end -->`];
  const from = text.indexOf(begin);
  const to = text.indexOf(end);
  if (from < 0 || to < from) throw new Error(`the markers ${begin} and ${end} are not there, in this order`);
  return `${text.slice(0, from + begin.length)}\n${content}\n${text.slice(to)}`;
};
