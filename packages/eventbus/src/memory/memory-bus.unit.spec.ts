import { describe, it } from 'vitest';
import { describeBusContract } from '../testing/bus-contract.ts';
import { createMemoryHarness } from '../testing/memory-harness.ts';

describeBusContract({ describe, it }, 'memory', createMemoryHarness, {
  serverRestart: true,
  deleteStream: true,
  deleteDurable: true,
  crash: true,
  attemptLedger: true,
});
