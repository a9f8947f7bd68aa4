import { lines } from '#src/model/line.ts'
import { noMatch, type PatternOutcome, unknown } from '#src/model/verdict.ts'
import type { Read } from '../../../reading.ts'

/** Lines that several causes write: too little for a finding, enough for a question. */
export const questions = {
  /** runc, at the start of a container: it could set no limit. */
  notSet: lines(
    [
      'cannot set memory limit: container could not join or create cgroup',
      'memory.max: no such file',
      'memory.limit_in_bytes: no such file',
    ],
    /cannot set memory limit: |memory\.(?:max|limit_in_bytes): no such file/,
  ),
}

/** What is asked where nothing else was heard. */
export function ask(found: Read<typeof questions>): PatternOutcome {
  if (found.notSet.length > 0)
    return unknown(
      'a container was refused its memory limit: the memory controller is off, or the groups of this system are not delegated',
      {
        next: 'cat /sys/fs/cgroup/cgroup.controllers /proc/cmdline; cat /sys/fs/cgroup/kubepods*/cgroup.controllers',
      },
    )
  return noMatch
}
