import { usageError } from '#src/model/error.ts'
import type { EvidenceIndex } from '#src/model/evidence-index.ts'
import type { RestsOn } from '#src/model/plan.ts'
import { k3sPath } from '#src/steps/up/bring-artifacts.ts'
import { installerPath } from '#src/steps/up/install-k3s.ts'
import { keptProgram } from '#src/steps/update/k3s-programs.ts'
import { stageK3s } from '#src/steps/update/stage-k3s.ts'
import type { Around, DraftStep } from '../draft.ts'
import { filesFor } from '../up/artifacts.ts'
import { boardsOf } from '../up/board.ts'
import type { Member } from './k3s-member.ts'

/** What every node gets before any is touched: program and images, each by its checksum. */
export function stagingStep(
  behind: readonly Member[],
  version: string,
  index: EvidenceIndex,
  { configuration }: Around,
): { readonly step: DraftStep; readonly restsOn: readonly RestsOn[] } {
  // Nodes come from it, so it is there; without it nobody is sent anything.
  if (!configuration) throw usageError('nodes-none', 'There is no bramble.yaml that names nodes.')
  const names = new Set(behind.map(({ name }) => name))
  const nodes = boardsOf(configuration, index)
    .filter(({ name }) => names.has(name))
    .map((board) => ({
      node: board.name,
      files: filesFor(board, version, index)
        .filter(({ path }) => path !== installerPath)
        .map((file) => (file.path === k3sPath ? { ...file, path: keptProgram(version) } : file)),
    }))
  const programs = new Set(
    nodes.flatMap(({ files }) =>
      files.filter(({ path }) => path === keptProgram(version)).map(({ sha256 }) => sha256),
    ),
  )
  return {
    step: {
      step: stageK3s,
      input: { version, nodes },
      reason: 'what a node waits for is there before anything restarts',
    },
    restsOn: [
      {
        fact: `K3s ${version}`,
        is: [...programs]
          .map((sha256) => sha256.slice(0, 12))
          .sort()
          .join(' '),
      },
    ],
  }
}
