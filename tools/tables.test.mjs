import assert from 'node:assert/strict';
import { test } from 'node:test';
import { commandsOf, commandsTable, configTable, withSection } from './tables.mjs';

const variable = (name, changes = {}) => ({
  name,
  expected: 'text',
  fallback: '',
  required: false,
  secret: false,
  description: 'What it is',
  ...changes,
});
const all = ['order', 'payment'];

test('a variable that all services read in the same sense is one row', () => {
  const table = configTable({ order: [variable('A')], payment: [variable('A')], setup: [variable('A')] }, { all });
  assert.match(table, /^\| `A` \| the three services, setup \| {2}\| What it is \|$/m);
  assert.equal(table.split('\n').length, 3);
});

test('a name that two services read in different senses is two rows', () => {
  const schemas = { order: [variable('A')], payment: [variable('A', { description: 'Another thing' })] };
  assert.equal(configTable(schemas, { all }).split('\n').length, 4);
});

test('defaults that differ are all shown, shorter where only the name of the service differs', () => {
  const shown = (order, payment) =>
    configTable(
      { order: [variable('A', { fallback: order })], payment: [variable('A', { fallback: payment })] },
      { all },
    );
  assert.match(shown('1', '2'), /`1` \(order\), `2` \(payment\)/);
  assert.match(shown('db_order', 'db_payment'), /\| `db_<service>` \|/);
});

test('a row says the range, the file of a secret, and that a variable must be set', () => {
  const schema = [
    variable('N', { expected: 'a whole number from 1 to 5' }),
    variable('S', { secret: true }),
    variable('R', { required: true }),
  ];
  const table = configTable({ order: schema }, { all });
  assert.match(table, /What it is \(1 to 5\)/);
  assert.match(table, /`S_FILE`/);
  assert.match(table, /must be set/);
});

test('commands are listed with arguments and options, those of a group under its name', () => {
  const command = (name, description, rest = {}) => ({
    name: () => name,
    description: () => description,
    options: [],
    registeredArguments: [],
    commands: [],
    ...rest,
  });
  const list = command('list', 'oldest first', { options: [{ flags: '-n <count>', mandatory: false }] });
  const program = command('x', '', {
    commands: [
      command('order', 'one', { registeredArguments: [{ name: () => 'id', required: true }] }),
      command('dlq', 'dead letters: all of them', { commands: [list] }),
    ],
  });
  assert.deepEqual(commandsTable(commandsOf(program)).split('\n').slice(2), [
    '| `order <id>` | one |',
    '| `dlq list [-n <count>]` | dead letters: oldest first |',
  ]);
});

test('a section is replaced between its markers, so that a stale one is seen; without markers it fails', () => {
  const text = 'a\n<!-- t:begin -->\nstale\n<!-- t:end -->\nb\n';
  const fresh = withSection(text, 't', 'new');
  assert.equal(fresh, 'a\n<!-- t:begin -->\nnew\n<!-- t:end -->\nb\n');
  assert.equal(withSection(fresh, 't', 'new'), fresh);
  assert.throws(() => withSection('nothing', 't', 'new'), /markers/);
});
