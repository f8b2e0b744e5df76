import { closeSync, cpSync, existsSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import {
  audit,
  collectWitnesses,
  createHistoryWriter,
  readHistory,
  type Violation,
  type Witnesses,
} from '@orderflow/audit';
import { AppError } from '@orderflow/errors';
import { commitOf, machineOf } from '@orderflow/local-stack';
import type { FamilyName } from './faults/kind.ts';
import { faultKinds } from './faults/kinds.ts';
import { type Injected, startInjecting } from './inject.ts';
import { voidReasons } from './judge.ts';
import { watchEnds } from './load/ends.ts';
import { type RunningLoad, startLoad } from './load/run-load.ts';
import { persist } from './persist.ts';
import type { ChaosResult } from './result.ts';
import { type Progress, type Sample, startSampling } from './sampler.ts';
import { createSchedule } from './schedule.ts';
import { countHits } from './world/agents.ts';
import { explainedLetters, missingLetters } from './world/letters.ts';
import { untilAllReady } from './world/processes.ts';
import { type StartedWorld, startWorld } from './world/start-world.ts';
import type { World } from './world/world.ts';

export interface ChaosOptions {
  readonly seed: number;
  readonly durationSeconds: number;
  /** Clients a second. */
  readonly rate: number;
  readonly families: readonly FamilyName[];
  /** Mean time between two faults. Default 2 s. */
  readonly everySeconds?: number;
  /** What the processes inherit. */
  readonly env: NodeJS.ProcessEnv;
  /** Where the artefacts of a run with violations go. */
  readonly artefactsDir: string;
  readonly onStep?: (what: string) => void;
  readonly onProgress?: (progress: Progress) => void;
  readonly signal: AbortSignal;
}

const readyWithinMs = 60_000;
const restWithinSeconds = 90;
const lookAgainWithinMs = 60_000;
/** Longer than any run: an order that got stuck is not to be rescued by its deadline, but found. */
const farDeadlineSeconds = 7_200;
/** In every so-manieth seed the deadline acts. */
const deadlineActsEvery = 3;
const nearDeadlineSeconds = 4;

export const deadlineSecondsOf = (seed: number): number =>
  seed % deadlineActsEvery === 0 ? nearDeadlineSeconds : farDeadlineSeconds;

interface Struck {
  readonly load: RunningLoad;
  readonly faults: readonly Injected[];
  readonly samples: readonly Sample[];
}

/** Load and faults at the same time, until both are over. */
const strike = async (options: ChaosOptions, started: StartedWorld, historyFile: string): Promise<Struck> => {
  const { seed, rate, families, everySeconds = 2, signal } = options;
  const durationMs = options.durationSeconds * 1_000;
  const history = createHistoryWriter(historyFile);
  const startedAt = performance.now();
  const load = startLoad({ url: started.clientUrl, run: `chaos-${seed}`, seed, rate, durationMs, history, signal });
  watchEnds(started.world.nats, load.ended);
  const world = started.withLoad(load);
  const everyMs = everySeconds * 1_000;
  const deadlineActs = deadlineSecondsOf(seed) === nearDeadlineSeconds;
  const schedule = createSchedule({ seed, durationMs, families, kinds: faultKinds, everyMs, deadlineActs });
  const injector = startInjecting({ schedule, kinds: faultKinds, world, startedAt });
  const onSample = options.onProgress ?? (() => undefined);
  const sampler = startSampling({ world, load, startedAt, faultsNow: injector.now, onSample });
  const [faults] = await Promise.all([injector.finished, load.finished]);
  sampler.stop();
  await history.close();
  return { load, faults, samples: sampler.samples };
};

/** Everything as before the first fault. What does not come up is a violation: nothing may need a person's help. */
const heal = async (world: Omit<World, 'load'>): Promise<readonly Violation[]> => {
  for (const line of Object.values(world.lines)) line.become({ kind: 'open' });
  await world.psp.clear().catch(() => undefined);
  try {
    await untilAllReady(world, readyWithinMs);
    return [];
  } catch (error) {
    const processes = world.stack.states().map(({ name, status, detail }) => ({ name, status, detail }));
    return [{ check: 'recovery', message: AppError.from(error).message, evidence: { processes } }];
  }
};

const look = async ({ world }: StartedWorld, historyFile: string, signal: AbortSignal): Promise<Witnesses> => {
  const history = await readHistory(historyFile);
  const collect = () =>
    collectWitnesses({
      natsUrl: world.stack.natsAdminUrl,
      postgresAdminUrl: world.stack.postgresAdminUrl,
      pspUrl: world.stack.urls.psp,
      history,
      waitSeconds: restWithinSeconds,
      signal,
    });
  // A machine that is at its limit lets single questions time out: that says nothing of what was promised.
  const witnesses = await persist(collect, lookAgainWithinMs);
  return { ...witnesses, acknowledged: explainedLetters(witnesses.deadLetters, world.explained) };
};

const countOutcomes = ({ orders }: Witnesses): Readonly<Record<string, number>> => {
  const counts: Record<string, number> = {};
  for (const { decision, decisionReason } of orders.values()) {
    const outcome = decisionReason ? `${decision ?? 'open'}: ${decisionReason}` : (decision ?? 'open');
    counts[outcome] = (counts[outcome] ?? 0) + 1;
  }
  return counts;
};

const acceptedIds = ({ history = [] }: Witnesses): ReadonlySet<string> =>
  new Set(history.flatMap(({ status, orderId }) => (status !== null && status < 300 && orderId ? [orderId] : [])));

const asJson = (_: string, value: unknown): unknown => {
  if (value instanceof Map) return Object.fromEntries(value);
  return value instanceof Set ? [...value] : value;
};

/** A file for each witness, a line for each thing it says: of an hour, all of it is longer than a string can be. */
const keepWitnesses = (directory: string, witnesses: Omit<Witnesses, 'history'>): void => {
  mkdirSync(directory, { recursive: true });
  for (const [name, said] of Object.entries(witnesses)) {
    const file = openSync(join(directory, `${name}.jsonl`), 'w');
    for (const one of typeof said === 'object' && Symbol.iterator in said ? said : [said]) {
      writeSync(file, `${JSON.stringify(one, asJson)}\n`);
    }
    closeSync(file);
  }
};

/** The logs, and what there is of the history and the witnesses. */
const keepArtefacts = (
  directory: string,
  started: StartedWorld,
  historyFile: string,
  witnesses?: Witnesses,
): string => {
  mkdirSync(directory, { recursive: true });
  cpSync(started.world.stack.logsDir, join(directory, 'logs'), { recursive: true });
  if (existsSync(historyFile)) cpSync(historyFile, join(directory, 'history.jsonl'));
  if (witnesses !== undefined) {
    const { history: _, ...rest } = witnesses;
    keepWitnesses(join(directory, 'witnesses'), rest);
  }
  return directory;
};

const commandOf = ({ seed, durationSeconds, rate, families, everySeconds }: ChaosOptions): string =>
  [
    `npm run orderflow -- chaos --seed ${seed} --duration ${durationSeconds} --rate ${rate}`,
    `--faults ${families.join(',')}`,
    ...(everySeconds === undefined ? [] : [`--every ${everySeconds}`]),
  ].join(' ');

const historyFileOf = ({ directory }: StartedWorld): string => join(directory, 'history.jsonl');

const run = async (options: ChaosOptions, started: StartedWorld): Promise<ChaosResult> => {
  const { seed, durationSeconds, rate, families, onStep = () => undefined, signal } = options;
  const startedAt = new Date().toISOString();
  const historyFile = historyFileOf(started);
  onStep('faults');
  const { load, faults, samples } = await strike(options, started, historyFile);
  onStep('healing');
  const unhealed = await heal(started.world);
  signal.throwIfAborted();
  onStep('waiting for rest, and the audit');
  const witnesses = await look(started, historyFile, signal);
  signal.throwIfAborted();
  const violations = [
    ...started.crashes.violations,
    ...unhealed,
    ...audit(witnesses),
    ...missingLetters(witnesses.deadLetters, started.world.explained),
  ];
  const accepted = acceptedIds(witnesses);
  const terminal = [...accepted].filter((id) => (witnesses.orders.get(id)?.decision ?? null) !== null).length;
  const { sent, refused } = load.counts();
  const reasons = voidReasons({ sent, accepted: accepted.size, terminal, faults });
  const directory = join(options.artefactsDir, `seed-${seed}`);
  return {
    seed,
    durationSeconds,
    rate,
    families,
    command: commandOf(options),
    commit: commitOf(),
    machine: machineOf(),
    startedAt,
    sent,
    accepted: accepted.size,
    terminal,
    refused: Object.fromEntries(refused),
    outcomes: countOutcomes(witnesses),
    violations,
    void: reasons.length > 0,
    voidReasons: reasons,
    faults,
    failpoints: countHits(started.world.agents),
    samples,
    artefacts: violations.length > 0 ? keepArtefacts(directory, started, historyFile, witnesses) : undefined,
  };
};

/** One run: a stack of its own, load, faults, then the judgement. Rejects when it is stopped, or nothing could be started. */
export const runChaos = async (options: ChaosOptions): Promise<ChaosResult> => {
  const { seed, rate, durationSeconds, families, env, signal, onStep } = options;
  onStep?.('starting a stack');
  const started = await startWorld({
    env,
    expectedOrders: Math.ceil(rate * durationSeconds),
    deadlineSeconds: deadlineSecondsOf(seed),
    proxied: families.includes('network'),
    signal,
  });
  try {
    return await run(options, started);
  } catch (error) {
    if (!signal.aborted) keepArtefacts(join(options.artefactsDir, `seed-${seed}`), started, historyFileOf(started));
    throw error;
  } finally {
    await started.stop();
  }
};
