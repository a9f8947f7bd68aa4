import { defineConfig } from 'vitest/config'
import LongestFirst from './tools/longest-first.ts'

/** What both suites that need no lab have in common. */
export default defineConfig({
  test: {
    globalSetup: ['./test/support/build-programs.ts', './test/support/sshd-folder.ts'],
    // Starting a child copies the page tables of the whole process, and threads share one of 1.5 GB
    // (8 ms a child for each 400 MB). And a worker that hangs can be ended.
    pool: 'forks',
    isolate: false,
    // Practice boards make and drop much: with Node's 16 MB for what is young, a tenth of all time
    // went into moving it.
    execArgv: ['--max-semi-space-size=32'],
    // One more than a small runner's cores: many files wait for processes of their own. Vitest's
    // own choice leaves a core idle.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    maxConcurrency: 3,
    // A hang is what they are for: a slow machine under load is none.
    testTimeout: 90_000,
    hookTimeout: 90_000,
    // Vitest's own second is too short on a busy machine.
    expect: { poll: { timeout: 60_000 } },
    reporters: ['dot', './tools/closing-line.ts'],
  },
})
