import { Command } from 'commander';
import { addBench } from './add-bench.ts';
import { addChaos } from './add-chaos.ts';
import { clusterSize, httpUrl, notNegative, positive, replicas, share } from './arguments.ts';
import { addDlq } from './dlq/add-dlq.ts';
import { stopSignals } from './terminal/stop-signals.ts';

interface UpFlags {
  readonly ephemeral: boolean;
  readonly replicas: number;
  readonly natsCluster: number;
}

/** A sequence of DEAD_LETTERS, or the id of the message that was not handled. */
const letters = (text: string): (number | string)[] =>
  text.split(',').map((one) => (/^\d+$/.test(one) ? Number(one) : one));

const exit = (code: number): void => {
  process.exitCode = code;
};

const addRunning = (program: Command): void => {
  program
    .command('up')
    .description('run everything until Ctrl-C: nats-server, Postgres, psp-simulator, the three services')
    .option('--ephemeral', 'keep the data in a temporary folder and remove it at the end', false)
    .option('--replicas <count>', 'processes of each service; those after the first get free ports', replicas, 1)
    .option('--nats-cluster <servers>', 'nats-servers, each with a replica of every stream', clusterSize, 1)
    .action(async (options: UpFlags) => exit(await (await import('./commands/up.ts')).up(options)));
  program
    .command('status')
    .description('what runs, whether it is ready, what lies unread, dead letters')
    .action(async () => exit(await (await import('./commands/status.ts')).status()));
  program
    .command('stop')
    .description('stop what `up` has started, in order')
    .action(async () => exit(await (await import('./commands/stop.ts')).stop()));
  program
    .command('doctor')
    .description('what this machine has, what is missing, what to do about it')
    .action(async () => exit(await (await import('./commands/doctor.ts')).doctor()));
};

const addData = (program: Command): void => {
  program
    .command('setup')
    .description('make streams, durables, buckets, databases, roles and tables; again, it changes only what differs')
    .option('--wait <seconds>', 'how long to wait for servers that are still coming up', positive, 30)
    .action(async ({ wait }: { wait: number }) =>
      exit(await (await import('./commands/setup.ts')).setUpCommand({ waitSeconds: wait })),
    );
  program
    .command('seed')
    .description('put the small catalogue in (what is there already stays as it is)')
    .option('--url <url>', 'the inventory service (default: that of the running stack)', httpUrl)
    .action(async ({ url }: { url?: string }) => exit(await (await import('./commands/seed.ts')).seedCommand(url)));
  program
    .command('rebuild')
    .description('make the tables of a service anew from the log; a service of the local stack is stopped meanwhile')
    .argument('<service>', 'order, payment or inventory')
    .option('--verify', 'only compare; exit code 1 when they differ', false)
    .action(async (service: string, { verify }: { verify: boolean }) => {
      const { rebuildCommand } = await import('./commands/rebuild.ts');
      exit(await rebuildCommand(service, verify, stopSignals().stopping));
    });
  program
    .command('backup')
    .description('save databases, streams and the catalogue in a new folder, while everything runs; needs pg_dump')
    .argument('<directory>')
    .action(async (directory: string) => exit(await (await import('./commands/backup.ts')).backupCommand(directory)));
  program
    .command('restore')
    .description(
      'put a backup in the place of what is there, and the tables at the end of the log; services of the local stack are stopped meanwhile',
    )
    .argument('<directory>')
    .option('-y, --yes', 'without asking', false)
    .action(async (directory: string, options: { yes: boolean }) =>
      exit(await (await import('./commands/backup.ts')).restoreCommand(directory, options, stopSignals().stopping)),
    );
  program
    .command('reset')
    .description('remove the data of the local stack')
    .option('-y, --yes', 'without asking', false)
    .action(async (options: { yes: boolean }) => exit(await (await import('./commands/reset.ts')).reset(options)));
};

interface LogsFlags {
  readonly order?: string;
  readonly follow: boolean;
  readonly lines: number;
}

const addLooking = (program: Command): void => {
  program
    .command('logs')
    .description('the logs of all processes, or of one, in the order of their times')
    .argument('[service]', 'order, payment, inventory, psp-simulator, nats, postgres; order-2, nats-2, …')
    .option('--order <id>', 'only the lines of one order')
    .option('-f, --follow', 'and what comes from now on', false)
    .option('-n, --lines <count>', 'how many of the last lines', positive, 200)
    .action(async (service: string | undefined, { order, follow, lines }: LogsFlags) => {
      const { logs } = await import('./commands/logs.ts');
      exit(await logs({ service, order, follow, lines }, stopSignals().stopping));
    });
  program
    .command('dev')
    .description('run one service of the running stack here, restarted on each save, inspector open')
    .argument('<service>', 'order, payment or inventory')
    .action(async (service: string) =>
      exit(await (await import('./commands/dev.ts')).dev(service, stopSignals().stopping)),
    );
};

interface LoadFlags {
  readonly rate: number;
  readonly duration: number;
  readonly mix: string;
  readonly connections: number;
  readonly settle: number;
  readonly patience: number;
  readonly cancel: number;
  readonly read: number;
  readonly repeat: number;
  readonly keys: boolean;
  readonly url?: string;
  readonly nats?: string;
  readonly json: boolean;
  readonly history?: string;
}

interface AuditFlags {
  readonly history?: string;
  readonly json?: string;
  readonly wait: number;
  readonly acknowledged: readonly (number | string)[];
  readonly ledger: boolean;
  readonly live: boolean;
}

const addAudit = (program: Command): void => {
  program
    .command('audit')
    .description('check the log, the databases and the money against each other; exit code 1 when something is wrong')
    .option('--history <file>', "and against a client's own requests, as `load --history` writes them")
    .option('--json <file>', 'write the violations with their evidence to a file')
    .option('--wait <seconds>', 'how long to wait until nothing is left to be done', positive, 1)
    .option('--live', 'of a system at work: what is on its way is named, and is no reason to fail', false)
    .option(
      '--acknowledged <letters>',
      'dead letters that are accounted for, by sequence or message id: 3,17',
      letters,
      [],
    )
    .option('--no-ledger', 'the provider keeps none: judge money by the rows of payment')
    .action(async ({ history, json, ...flags }: AuditFlags) => {
      const { auditCommand } = await import('./commands/audit.ts');
      exit(await auditCommand({ history, json, ...flags }, stopSignals().stopping));
    });
};

const addOrders = (program: Command): void => {
  program
    .command('order')
    .description('one order: its facts, messages, attempts and dead letters on one timeline')
    .argument('<id>')
    .action(async (id: string) => exit(await (await import('./commands/order.ts')).order(id)));
  program
    .command('load')
    .description('send orders at a rate, whatever the answers do, and follow each to its end')
    .option('--rate <orders>', 'orders a second', positive, 100)
    .option('--duration <seconds>', 'how long', positive, 10)
    .option(
      '--mix <kinds>',
      'kinds of orders by weight: confirm, decline, no-stock, slow, unknown',
      'confirm=90,decline=5,no-stock=5',
    )
    .option('--connections <count>', 'connections kept open', positive, 64)
    .option('--settle <seconds>', 'how long accepted orders may take to end afterwards', positive, 60)
    .option('--patience <seconds>', 'how long 503, 429 and no answer are tried again with the key', notNegative, 0)
    .option(
      '--cancel <share>',
      'of the orders, from 0 to 1: cancelled by their customer, at once, midway or late',
      share,
      0,
    )
    .option(
      '--read <share>',
      'of the orders: looked at by their customer until they end, in one of three ways',
      share,
      0,
    )
    .option('--repeat <share>', 'of the orders: sent again when accepted, half with another body (422)', share, 0)
    .option('--no-keys', 'send no idempotency keys')
    .option('--url <url>', 'the order service, several separated by commas (default: that of the running stack)')
    .option('--nats <url>', 'where to listen for ends (default: the running stack; without, they are asked for)')
    .option('--json', 'the report as JSON', false)
    .option('--history <file>', 'write every request and its answer to a file, for `audit --history`')
    .action(async ({ url, nats, history, ...flags }: LoadFlags) => {
      const { load } = await import('./commands/load.ts');
      exit(await load({ url, nats, history, ...flags }, stopSignals().stopping));
    });
  addDlq(program, { positive, exit });
};

interface CreateKeyFlags {
  readonly customer: string;
  readonly scope: readonly string[];
  readonly name?: string;
  readonly file?: string;
}

const addKeys = (program: Command): void => {
  program
    .command('keys')
    .description('API keys')
    .command('create')
    .description('make a key, show it once, and store its hash')
    .requiredOption('--customer <id>', "customer it acts for; '*': for all")
    .requiredOption('--scope <scopes...>', 'what it may do: customer, payments, admin')
    .option('--file <file>', 'append its line there (default: print it)')
    .option('--name <name>', 'what logs call it')
    .action(async ({ name, file, ...flags }: CreateKeyFlags) =>
      exit((await import('./commands/keys.ts')).createKeyCommand({ name, file, ...flags })),
    );
};

/** Commands are loaded when they are called: each has libraries of its own, and `--help` should answer at once. */
export const createProgram = (): Command => {
  const program = new Command('orderflow')
    .description('Orderflow on this machine: run it, look into it, load it.')
    .exitOverride()
    .showHelpAfterError()
    .helpCommand(false);
  addRunning(program);
  addLooking(program);
  addOrders(program);
  addAudit(program);
  addChaos(program, exit);
  addBench(program, exit);
  addData(program);
  addKeys(program);
  return program;
};
