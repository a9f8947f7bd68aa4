import { wantedKernelWords } from '#src/model/kernel-command-line.ts'
import type { Left } from '#src/model/plan.ts'
import { installPackages } from '#src/steps/up/install-packages.ts'
import { asTold } from '#src/steps/up/node-file.ts'
import { restartBoard } from '#src/steps/up/restart-board.ts'
import { setKernelWords } from '#src/steps/up/set-kernel-words.ts'
import { writeNodeFiles } from '#src/steps/up/write-node-files.ts'
import type { Draft } from '../draft.ts'
import type { Board } from './board.ts'
import { boardFiles, type Kept } from './board-files.ts'
import { k3sFiles } from './k3s-files.ts'
import type { Part } from './parts.ts'
import { isAsked, isBare, keepsReplicas, type Site } from './site.ts'

type DraftSteps = Draft['steps']

interface Prepared {
  readonly steps: DraftSteps
  readonly leaves: readonly Left[]
}

/** Everything that a board needs before K3s starts on it, and that stays so afterwards. */
export function preparedDraft(site: Site): Prepared {
  const all = site.boards.map((board) => prepared(board, site))
  return {
    steps: all.flatMap(({ steps }) => steps),
    leaves: all.flatMap(({ leaves }) => leaves),
  }
}

function prepared(board: Board, site: Site): Prepared {
  const wanted: readonly (Kept & { readonly part: Part })[] = [
    ...boardFiles(board, keepsReplicas(board, site)).map((kept) => ({
      ...kept,
      part: 'boards' as const,
    })),
    ...ownK3sFiles(board, site),
  ]
  const differing = wanted.filter(({ file }) => !told(board).has(asTold(file)))
  const asked = differing.filter(({ part }) => isAsked(part, board, site))
  const left = differing.filter((kept) => !asked.includes(kept))
  const words = missingWords(board, site)
  return {
    steps: [...packageSteps(board, site), ...fileSteps(board, asked), ...words.steps],
    leaves: [...leftFiles(board, left), ...words.leaves],
  }
}

function told({ preparation }: Board): ReadonlySet<string> {
  const lines = preparation.files.map(
    ({ path, sha256, mode, owner }) => `${path} ${sha256} ${mode} ${owner}`,
  )
  return new Set(lines)
}

function ownK3sFiles(board: Board, site: Site): readonly (Kept & { readonly part: Part })[] {
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

function fileSteps({ name }: Board, asked: readonly Kept[]): DraftSteps {
  if (asked.length === 0) return []
  const tells = [...new Set(asked.flatMap(({ tells: one }) => one ?? []))]
  const files = asked.map(({ file }) => file)
  return [
    {
      step: writeNodeFiles,
      input: { node: name, files, tells },
      reason: `on ${name} ${files.length === 1 ? 'it is' : 'they are'} missing, or not as bramble.yaml says`,
    },
  ]
}

function leftFiles({ name }: Board, left: readonly (Kept & { readonly part: Part })[]): Left[] {
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

/** One boot for all that needs one. A node with pods is not restarted by the way. */
function missingWords(board: Board, site: Site): Prepared {
  const { name, preparation, kernelWords, isRaspberryPi } = board
  const { cmdline } = preparation
  const nothing = { steps: [], leaves: [] }
  if (!isRaspberryPi || !cmdline || !isAsked('boards', board, site)) return nothing
  const words = [...wantedKernelWords]
  const inFile = cmdline.line.split(/\s+/)
  const isWritten = words.every((word) => inFile.includes(word))
  const isRunning = words.every((word) => kernelWords.includes(word))
  if (isWritten && isRunning) return nothing
  const write = {
    step: setKernelWords,
    input: { node: name, path: cmdline.path, words },
    reason: 'the firmware turns the memory controller off, and K3s does not start without it',
  }
  const restart = {
    step: restartBoard,
    input: { node: name, words },
    reason: 'the kernel reads its command line when it starts',
  }
  const steps = isWritten ? [] : [write]
  if (isBare(board)) return { steps: [...steps, restart], leaves: [] }
  const left: Left = {
    kind: 'by-hand',
    what: `a reboot of ${name}`,
    reason: `its kernel runs without ${words.filter((word) => !kernelWords.includes(word)).join(' and ')}`,
    instead: [`bramble drain ${name}, restart it, bramble uncordon ${name}`],
  }
  return { steps, leaves: [left] }
}
