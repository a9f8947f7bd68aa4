import { defineConfig, mergeConfig } from 'vitest/config'
import shared from './vitest.shared.ts'

/** Whole runs of goals on practice clusters, with processes of their own: minutes, not seconds. */
export default mergeConfig(
  shared,
  defineConfig({ test: { include: ['{src,test}/**/*.run.test.ts'] } }),
)
