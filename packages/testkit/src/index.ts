export { freePort } from '@orderflow/local-stack';
export { findDebianProgram, type WantedProgram } from './debian-program.ts';
export { connectRaw, type RawNats } from './raw-nats.ts';
export { temporaryDirectory } from './temporary-directory.ts';
export { startTestNats, type TestNats, type TestNatsOptions } from './test-nats.ts';
export { startTestPostgres, type TestDatabase, type TestPostgres } from './test-postgres.ts';
export {
  type Replica,
  type StackProcess,
  startTestStack,
  type TestStack,
  type TestStackOptions,
} from './test-stack.ts';
export { type WaitForOptions, waitFor } from './wait-for.ts';
