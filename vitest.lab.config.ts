import { defineConfig } from 'vitest/config'

/** Tests against real nodes: one after the other, since they share a cluster. */
export default defineConfig({
  test: {
    include: ['test/lab/**/*.test.ts'],
    fileParallelism: false,
    isolate: false,
    pool: 'threads',
    testTimeout: 300_000,
    hookTimeout: 300_000,
    reporters: ['verbose', './tools/closing-line.ts'],
  },
})
