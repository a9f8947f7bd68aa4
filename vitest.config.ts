import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts', 'tools/**/*.test.ts'],
    exclude: ['test/lab/**', '**/node_modules/**'],
    globalSetup: ['./test/support/build-programs.ts', './test/support/sshd-folder.ts'],
    pool: 'threads',
    isolate: false,
    // Vitest leaves one core idle by default, which on a small board or runner is half of it.
    maxWorkers: 2,
    maxConcurrency: 3,
    // A hang is what they are for: a slow machine under load is none.
    testTimeout: 90_000,
    hookTimeout: 90_000,
    reporters: ['dot', './tools/closing-line.ts'],
  },
})
