import type { Left } from '#src/model/plan.ts'
import { boardWarnings } from '#src/rules/board-warnings.ts'
import { installPackages } from '#src/steps/up/install-packages.ts'
import { asTold } from '#src/steps/up/node-file.ts'
import { writeNodeFiles } from '#src/steps/up/write-node-files.ts'
import type { Draft } from '../draft.ts'
import type { Board } from './board.ts'
import { boardFiles, type Kept } from './board-files.ts'
import { k3sFiles } from './k3s-files.ts'
import type { Part } from './parts.ts'
import { repairs } from './repairs.ts'
import { isAsked, isBare, keepsReplicas, type Site } from './site.ts'

type DraftSteps = Draft['steps']

interface Prepared {
  readonly steps: DraftSteps
  readonly leaves: readonly Left[]
}

/** Everything that a board needs before K3s starts on it, and that stays so afterwards. */
export function preparedDraft(site: Site): Prepared {
  const all = site.boards.map((board) => ({ board, ...filesOf(board, site) }))
  const repaired = site.boards.map((board) => repairs(board, site))
  return {
    steps: [
      ...site.boards.flatMap((board) => packageSteps(board, site)),
      ...fileSteps(all),
      ...repaired.flatMap(({ steps }) => steps),
    ],
    leaves: [
      ...all.flatMap(({ board, left }) => leftFiles(board, left)),
      ...repaired.flatMap(({ leaves }) => leaves),
      ...site.boards
        .filter((board) => board.isRaspberryPi && isAsked('boards', board, site))
        .flatMap(({ name, hardware }) => boardWarnings(name, hardware)),
    ],
  }
}

type Wanted = Kept & { readonly part: Part }

interface OfBoard {
  readonly board: Board
  /** To be written now. */
  readonly asked: readonly Wanted[]
  readonly left: readonly Wanted[]
}

function filesOf(board: Board, site: Site): Omit<OfBoard, 'board'> {
  const wanted: readonly Wanted[] = [
    ...boardFiles(board, keepsReplicas(board, site)).map((kept) => ({
      ...kept,
      part: 'boards' as const,
    })),
    ...ownK3sFiles(board, site),
  ]
  const differing = wanted.filter(({ file }) => !told(board).has(asTold(file)))
  const asked = differing.filter(({ part }) => isAsked(part, board, site))
  return { asked, left: differing.filter((kept) => !asked.includes(kept)) }
}

function told({ preparation }: Board): ReadonlySet<string> {
  const lines = preparation.files.map(
    ({ path, sha256, mode, owner }) => `${path} ${sha256} ${mode} ${owner}`,
  )
  return new Set(lines)
}

function ownK3sFiles(board: Board, site: Site): readonly Wanted[] {
  const { name, wish, memoryBytes } = board
  const { role, nodeIp, labels, taints } = wish
  const node = {
    name,
    role,
    memoryBytes,
    nodeIp,
    labels,
    taints,
    storage: keepsReplicas(board, site),
  }
  const unit = role === 'server' ? ('k3s' as const) : ('k3s-agent' as const)
  return k3sFiles(node, site.configuration.k3s, site.hasEtcd).map((file) => ({
    file,
    tells: isBare(board) ? undefined : unit,
    part: 'k3s' as const,
  }))
}

/** All at once on boards that no cluster has yet; members one after the other. */
function fileSteps(all: readonly OfBoard[]): DraftSteps {
  const differing = all.filter(({ asked }) => asked.length > 0)
  const bare = differing.filter(({ board }) => isBare(board))
  const members = differing.filter(({ board }) => !isBare(board)).map((one) => [one])
  return [bare, ...members]
    .filter((together) => together.length > 0)
    .map((together) => ({
      step: writeNodeFiles,
      input: { boards: together.map(written) },
      reason: `on ${together.map(({ board }) => board.name).join(', ')} they are missing, or not as bramble.yaml says`,
    }))
}

function written({ board: { name }, asked }: OfBoard) {
  const tells = [...new Set(asked.flatMap(({ tells: one }) => one ?? []))]
  return { node: name, files: asked.map(({ file }) => file), tells }
}

function leftFiles({ name }: Board, left: readonly Wanted[]): Left[] {
  if (left.length === 0) return []
  const parts = [...new Set(left.map(({ part }) => part))].join(',')
  return [
    {
      kind: 'not-asked',
      what: `${name}: ${left.map(({ file }) => file.path).join(', ')}`,
      reason: 'it differs from what bramble.yaml says, and was not set up by Bramble',
      instead: [`bramble up --only ${parts}`],
    },
  ]
}

function packageSteps(board: Board, site: Site): DraftSteps {
  if (!keepsReplicas(board, site) || !isAsked('boards', board, site)) return []
  const programs = (['iscsiadm', 'mount.nfs'] as const).filter(
    (program) => !board.preparation.programs.includes(program),
  )
  if (programs.length === 0) return []
  const reason = 'Longhorn attaches and mounts its volumes with them'
  return [{ step: installPackages, input: { node: board.name, programs }, reason }]
}
