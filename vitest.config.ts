import { defineConfig } from 'vitest/config';

/** In this order: the second keeps its files where the first says. */
const globalSetup = ['test/support/memory-temp.ts', 'test/support/compile-cache.ts'];

export default defineConfig({
  test: {
    // `npm run coverage`: the road's pure parts have every branch tested; the rest is also run by the faults and e2e projects.
    coverage: {
      include: ['core/**/*.ts'],
      exclude: ['**/*.d.ts'],
      reporter: ['text-summary'],
      thresholds: { 'core/{codes,trust,rules,convert}/**': { branches: 98, lines: 99.5 }, 'core/{desk,store,uplink,scan,terminal}/**': { branches: 90, lines: 95 } },
    },
    projects: [
      // Long limits: a test says what happens, not how fast, and machines are noisy. Vitest would leave one core idle, which is half of a small machine.
      { test: { name: 'unit', globalSetup, include: ['test/unit/**/*.test.ts', 'test/unit/**/*.test.tsx'], environment: 'node', testTimeout: 60_000, hookTimeout: 60_000, maxWorkers: '100%' } },
      // A virtual machine, emulated: it starts once, and its tests are the results.
      { test: { name: 'vm', globalSetup, include: ['test/vm/**/*.test.ts'], testTimeout: 60_000, hookTimeout: 600_000, maxWorkers: '100%' } },
      // Two at once: they wait for processes and timers as much as they work, each in a folder and on ports of its own, and none holds the terminal to a time.
      { test: { name: 'faults', globalSetup, include: ['test/faults/**/*.test.ts'], testTimeout: 600_000, hookTimeout: 60_000, maxWorkers: '100%' } },
      {
        test: {
          name: 'e2e',
          globalSetup,
          include: ['test/e2e/**/*.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 120_000,
          // Half of a window's time is waiting: two files at once fill two cores. Vitest wants a project of another number than the rest's in a group of its own.
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
