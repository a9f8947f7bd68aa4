import { existsSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { type ClusterMarks, findClusterFolder } from '#src/journal/cluster-folder.ts'
import { type Journal, openJournal } from '#src/journal/journal.ts'
import { systemClock } from '#src/model/clock.ts'
import type { LiveFinding } from '#src/model/live-finding.ts'
import { goalWords } from '#src/model/plan-reading.ts'
import { isUnsettled } from '#src/model/run-reading.ts'
import type { OpenFinding, UnsettledRun } from '#src/model/status.ts'
import { type Remembering, unlessBroken } from '../remember.ts'
import { listRuns } from './runs.ts'
import { waysOn } from './ways-on.ts'

/** What the journal says of runs, to whoever only looks. Undefined where there is no journal: asking makes none. */
export function notedRuns(
  marks: ClusterMarks,
  options: Remembering,
  open: readonly LiveFinding[] = [],
): { readonly unsettledRun?: UnsettledRun; readonly openFindings: OpenFinding[] } | undefined {
  const { folder } = findClusterFolder(marks, options.env)
  if (!existsSync(join(folder, 'journal.db'))) return undefined
  return unlessBroken(options, () => {
    const journal = openJournal({ folder, who: userInfo().username, clock: systemClock })
    try {
      const unsettledRun = unsettledRunOf(journal)
      return { openFindings: curedSince(open, journal), ...(unsettledRun && { unsettledRun }) }
    } finally {
      journal.close()
    }
  })
}

function unsettledRunOf(journal: Journal): UnsettledRun | undefined {
  const run = listRuns(journal).find(isUnsettled)
  if (!run) return undefined
  const { id, goal, digest, lastAt } = run
  const rest = run.goesOn ? 'goes-on' : 'died'
  return {
    id,
    goal: goalWords(goal),
    state: run.state === 'stopped' ? 'stopped' : rest,
    lastAt,
    next: run.goesOn
      ? `\`bramble runs --follow ${id}\` watches it, \`bramble cancel ${id}\` asks it to stop.`
      : waysOn({ run: id, plan: journal.plan(digest).plan, site: { journal } }),
  }
}

/** What nobody has looked for since it was cured stays in the memory as it was. */
function curedSince(open: readonly LiveFinding[], journal: Journal): OpenFinding[] {
  const done = journal.runs().filter(({ state }) => state === 'done')
  return open.map((finding) => {
    const run = done.find(
      ({ goal, lastAt }) => goal.cures?.includes(finding.id) && lastAt > finding.lastSeenAt,
    )
    return run ? { ...finding, cure: { run: run.id, at: run.lastAt } } : finding
  })
}
