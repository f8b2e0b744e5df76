import { defineConfig } from 'vitest/config';

// The packages are tested from their sources, not from dist.
const conditions = ['@orderflow/source'];
const resolve = { conditions: [...conditions, 'node'] };
const ssr = { resolve: { conditions: [...conditions, 'node'], externalConditions: [...conditions, 'node'] } };

/** End-to-end tests that measure, or fill both cores: they run one at a time. */
const alone = ['tests/e2e/src/{drain,memory,replicas}.e2e.spec.ts', 'tests/{bench,chaos}/src/**/*.e2e.spec.ts'];

export default defineConfig({
  test: {
    projects: [
      { resolve, ssr, test: { name: 'unit', include: ['{packages,services,tests}/*/src/**/*.unit.spec.ts'] } },
      {
        resolve,
        ssr,
        test: {
          name: 'int',
          include: ['{packages,services}/*/src/**/*.int.spec.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
          maxWorkers: 2,
        },
      },
      {
        resolve,
        ssr,
        test: {
          name: 'planted',
          include: ['tests/chaos/src/**/*.planted.spec.ts'],
          testTimeout: 120_000,
          hookTimeout: 240_000,
          maxWorkers: 3,
        },
      },
      {
        resolve,
        ssr,
        test: {
          name: 'e2e',
          include: ['tests/*/src/**/*.e2e.spec.ts'],
          exclude: alone,
          testTimeout: 240_000,
          hookTimeout: 240_000,
          // Most of their time they wait, for what was killed to come back.
          maxWorkers: 2,
        },
      },
      {
        resolve,
        ssr,
        test: {
          name: 'alone',
          include: alone,
          testTimeout: 240_000,
          hookTimeout: 240_000,
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
      {
        resolve,
        ssr,
        test: {
          name: 'containers',
          include: ['tests/e2e/src/**/*.containers.spec.ts'],
          testTimeout: 300_000,
          // Images are fetched and built.
          hookTimeout: 1_800_000,
        },
      },
    ],
  },
});
