import { nodes } from '#src/model/facts/kubernetes.ts'
import { longhornSettings } from '#src/model/facts/longhorn.ts'
import { nodeIdentity } from '#src/model/facts/node.ts'
import { because, fail, pass, unknown, type Verdict } from '#src/model/verdict.ts'
import type { VersionAnswer } from '#src/model/versions.ts'
import { defineCheck } from '../define-check.ts'
import { judgeVersions } from '../versions/judge-versions.ts'
import { checkedOn } from '../versions/release-lines.ts'
import { runningVersions } from '../versions/running-versions.ts'

export const versionsAreMaintained = defineCheck({
  id: 'versions-are-maintained',
  title: 'K3s and Longhorn to be maintained versions',
  scope: 'cluster',
  severity: 'info',
  reads: { nodes, nodeIdentity, longhornSettings },
  staleAfterSeconds: 86_400,
  docs: {
    heading: 'K3s and Longhorn are maintained versions',
    meaning:
      'A line of K3s is maintained as long as its Kubernetes line, 14 months; of Longhorn the newest two. After that nobody mends what is found, and the way up is one minor version at a time.',
    next: '`bramble versions` shows each version, the defects that are known of it, and the way up.',
    references: [
      'https://kubernetes.io/releases/',
      'https://github.com/longhorn/longhorn#releases',
    ],
  },

  ask(evidence, { now }) {
    const answers = judgeVersions(runningVersions(evidence), now)
    if (answers.length === 0) return unknown('nobody told a version of K3s')
    return answers.map((answer) => verdictOf(answer, evidence))
  },
})

function verdictOf(
  answer: VersionAnswer,
  {
    nodes,
    nodeIdentity,
    longhornSettings,
  }: Record<
    'nodes' | 'nodeIdentity' | 'longhornSettings',
    readonly Parameters<typeof because>[0][]
  >,
): Verdict {
  const { component, version, state, untested } = answer
  const subject = `version/${component}-${version}`
  const reason = `${component} ${version}: ${answer.reason} (table of ${checkedOn})`
  const [of] = component === 'longhorn' ? longhornSettings : [...nodes, ...nodeIdentity]
  const evidence = of ? [because(of, `${component} ${version}`)] : []
  if (state === 'ended') return fail(reason, { subject, evidence })
  if (untested !== undefined)
    return fail(`${component} ${version} is ${untested}`, { subject, evidence })
  // A version that is newer than the table is nothing to worry about.
  return pass(reason, subject)
}
