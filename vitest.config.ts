import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts', 'tools/**/*.test.ts'],
    exclude: ['test/lab/**', '**/node_modules/**'],
    globalSetup: ['./test/support/build-programs.ts', './test/support/sshd-folder.ts'],
    pool: 'threads',
    isolate: false,
    // One more than a small runner's cores: many files wait for processes of their own. Vitest's
    // own choice leaves a core idle.
    maxWorkers: 3,
    maxConcurrency: 3,
    // A hang is what they are for: a slow machine under load is none.
    testTimeout: 90_000,
    hookTimeout: 90_000,
    reporters: ['dot', './tools/closing-line.ts'],
  },
})
