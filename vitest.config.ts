import { defineConfig, mergeConfig } from 'vitest/config'
import shared from './vitest.shared.ts'

export default mergeConfig(
  shared,
  defineConfig({
    test: {
      include: ['{src,test,tools}/**/*.test.ts'],
      // With three, two processors stood idle for a fifth of the time.
      maxWorkers: 4,
      exclude: ['test/lab/**', '**/node_modules/**', '**/*.run.test.ts'],
    },
  }),
)
