import { versionQuestions } from '#src/collect/node/program/node-program.ts'
import { type EvidenceIndex, factsOf } from '#src/model/evidence-index.ts'
import { nodes } from '#src/model/facts/kubernetes.ts'
import { longhornSettings } from '#src/model/facts/longhorn.ts'
import { boardState, nodeIdentity } from '#src/model/facts/node.ts'
import type { Versions } from '#src/model/versions.ts'
import { firmwareDefects } from '#src/rules/versions/defects/firmware.ts'
import { kernelDefects } from '#src/rules/versions/defects/kernel.ts'
import { judgeVersions } from '#src/rules/versions/judge-versions.ts'
import { knownDefects } from '#src/rules/versions/known-defects.ts'
import { checkedOn } from '#src/rules/versions/release-lines.ts'
import { runningVersions } from '#src/rules/versions/running-versions.ts'
import type { LookOptions } from './look-options.ts'
import { observe } from './observe.ts'

/** Which versions run, until when they are maintained, and what is known of them. */
export async function versions(options: LookOptions): Promise<Versions> {
  const { observation, index } = await observe(options, 'no logs', {
    questionsTo: () => versionQuestions,
  })
  const { cluster, takenAt, coverage } = observation
  return {
    schema: 'bramble/versions/1',
    cluster,
    takenAt,
    table: tableOn(Date.parse(takenAt)),
    components: judgeVersions(runningVersions(factsIn(index)), Date.parse(takenAt)),
    coverage: [...coverage],
  }
}

function factsIn(index: EvidenceIndex) {
  return {
    nodes: factsOf(index, nodes),
    nodeIdentity: factsOf(index, nodeIdentity),
    longhornSettings: factsOf(index, longhornSettings),
    boardState: factsOf(index, boardState),
  }
}

/** @param now milliseconds since the epoch */
function tableOn(now: number): Versions['table'] {
  const rows = [...knownDefects, ...kernelDefects, ...firmwareDefects]
  const ageDays = Math.max(0, Math.floor((now - Date.parse(checkedOn)) / 86_400_000))
  return { checkedOn, ageDays, defects: rows.length }
}
