import { defineConfig, mergeConfig } from 'vitest/config'
import shared from './vitest.shared.ts'

export default mergeConfig(
  shared,
  defineConfig({
    test: {
      include: ['{src,test,tools}/**/*.test.ts'],
      // Half of a test's time here is a wait for a process: two cores have room for four.
      maxWorkers: 4,
      exclude: ['test/lab/**', '**/node_modules/**', '**/*.run.test.ts'],
    },
  }),
)
