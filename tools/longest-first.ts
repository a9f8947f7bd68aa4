import { readFileSync } from 'node:fs'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** What starts a cluster of its own waits for it most of the time. */
const startsACluster = /world-site\.ts'|practice\/cluster\.ts'|support\/cli\.ts'/

/**
 * Files that wait go first, so that none of them is left alone in the end; then those that Vitest
 * would begin with. In a clean clone it knows of no earlier run, and goes by size alone.
 */
export default class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const waits = new Map(
      sorted.map((file) => [file, startsACluster.test(readFileSync(file.moduleId, 'utf8'))]),
    )
    return sorted.toSorted((one, other) => Number(waits.get(other)) - Number(waits.get(one)))
  }
}
