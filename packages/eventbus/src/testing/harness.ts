import type { Header } from '../engine/headers.ts';
import type { BusObserver } from '../engine/observer.ts';
import type { Bus, ConsumeOptions, DurableName, Topology } from '../ports.ts';

/** A dead letter as the log holds it. */
export interface StoredDeadLetter {
  readonly subject: string;
  readonly sequence: number;
  readonly data: Uint8Array;
  readonly headers: readonly Header[];
}

/** Where a durable stands, as the log sees it. */
export interface DurablePosition {
  /** Stored and never delivered. */
  readonly pending: number;
  /** Delivered and not settled, delayed ones included. */
  readonly unsettled: number;
}

export interface HarnessBusOptions {
  readonly consume?: Readonly<Record<DurableName, ConsumeOptions>>;
  /** The suite makes it small for the back-pressure test. */
  readonly publish?: { readonly maxPending?: number; readonly maxQueue?: number };
  readonly observer?: BusObserver;
}

/**
 * What the suite needs of an implementation: buses over one log, and ways to harm it. One harness is made for each
 * test, over an empty log that has the given topology. Nothing here sleeps: the suite waits with `until`.
 */
export interface BusHarness {
  /** A bus as a process of its own would have it; not started. */
  createBus(options?: HarnessBusOptions): Promise<Bus>;
  /** Resolves when the condition holds; a virtual clock advances meanwhile. Rejects after about 20 s, naming it. */
  until(describe: string, condition: () => boolean | Promise<boolean>): Promise<void>;
  /** Time as the log has it, in milliseconds. */
  now(): number;
  /** Puts bytes into the log as a foreign producer would. */
  publishRaw(message: { subject: string; headers: readonly Header[]; data: Uint8Array }): Promise<void>;
  deadLetters(): Promise<readonly StoredDeadLetter[]>;
  position(durable: DurableName): Promise<DurablePosition>;
  /** The bus's process dies: nothing it does after reaches the log. Its handlers' results do not count. */
  crash(bus: Bus): Promise<void>;
  /** The server stops and is away until `startServer`. Its data survive. */
  stopServer(): Promise<void>;
  startServer(): Promise<void>;
  deleteStream(stream: string): Promise<void>;
  deleteDurable(durable: DurableName): Promise<void>;
  /** Makes again what is missing of the topology, as a deployment's set-up does. */
  setUp(): Promise<void>;
  /** Ends everything, buses included. */
  close(): Promise<void>;
}

export type CreateHarness = (topology: Topology) => Promise<BusHarness>;

/** What an implementation can do. A test whose capability is missing is skipped, and shown as skipped. */
export interface BusCapabilities {
  /** The log can be stopped and started with its data kept. */
  readonly serverRestart: boolean;
  readonly deleteStream: boolean;
  readonly deleteDurable: boolean;
  /** A process can be made to die. */
  readonly crash: boolean;
  /** Attempts are remembered in the log across processes. */
  readonly attemptLedger: boolean;
}
