import type { Ending, EndingVerdict, Testimony } from '#src/model/autopsy.ts'
import type { Severity } from '#src/model/verdict.ts'
import type { Pattern } from '../define-pattern.ts'
import { judge } from '../judge.ts'
import unclean from '../patterns/causes/unclean-node-shutdown/pattern.ts'
import { presentOnly } from '../present.ts'
import { rank } from '../rank.ts'
import { endIndex, type Scene } from './scene.ts'
import type { Agreement } from './verdict.ts'

interface EndingWords {
  /** The end of a sentence that begins with the node's name. */
  readonly summary: string
  /** The cause whose page helps, where no witness names a closer one. */
  readonly cause?: string
  readonly severity: Severity
}

/** Each ending in words, and the cause that it maps to: its page says what to do. */
const words: Readonly<Record<Ending, EndingWords>> = {
  shutdown: { summary: 'was shut down in order', severity: 'info' },
  panic: {
    summary: 'stopped with a kernel panic',
    cause: 'kernel-crash-or-lockup',
    severity: 'critical',
  },
  hang: { summary: 'hung', cause: 'kernel-crash-or-lockup', severity: 'critical' },
  memory: {
    summary: 'ran out of memory and stopped',
    cause: 'oom-killer-node',
    severity: 'critical',
  },
  power: { summary: 'lost its power', cause: 'power-loss', severity: 'warning' },
  heat: {
    summary: 'switched itself off because of its heat',
    cause: 'thermal-throttling',
    severity: 'critical',
  },
  disk: { summary: 'lost its disk', severity: 'critical' },
  'cut-off': {
    summary: 'did not go down: it was cut off from the others',
    cause: 'nic-or-link-fault',
    severity: 'warning',
  },
  'ran-on': { summary: 'did not go down: it ran on, but was not heard', severity: 'warning' },
}

interface Judged {
  readonly scene: Scene
  readonly testimonies: readonly Testimony[]
  readonly patterns: readonly Pattern[]
}

/** The verdict in words, with the cause whose page tells what to do. */
export function describeVerdict(agreement: Agreement, judged: Judged): EndingVerdict {
  const { ending, confidence, agree, of, candidates } = agreement
  const common = { ending, agree, of, candidates: [...candidates] }
  if (ending === 'unknown')
    return { ...common, summary: unknownSummary(judged.scene, agreement), severity: 'warning' }
  const cause = causeOf(ending, judged)
  const summary = summaryOf(ending, cause, judged.scene)
  return {
    ...common,
    summary,
    severity: ending === 'shutdown' && cause ? 'warning' : words[ending].severity,
    ...(confidence !== undefined && { confidence }),
    ...(cause !== undefined && { cause }),
  }
}

function summaryOf(ending: Ending, cause: string | undefined, { question }: Scene): string {
  if (ending === 'shutdown' && cause)
    return `${words.shutdown.summary}, but its storage was torn down under running pods`
  if (ending === 'ran-on' && question === 'silent-now')
    return 'did not go down: its kubelet reports, and only SSH is silent'
  return words[ending].summary
}

function unknownSummary(scene: Scene, { candidates }: Agreement): string {
  if (scene.question === 'silent-now') return silenceSummary(scene)
  if (candidates.length > 0) return 'stopped without a word'
  return scene.end === undefined
    ? 'left no trace of how its boot before ended'
    : 'stopped, and nothing tells how'
}

/** Only who was asked can fail to answer; of a file that is not known. */
function silenceSummary({ node, coverage }: Scene): string {
  const door = coverage.find(({ door, target }) => door === 'ssh' && target === node)
  if (door === undefined) return 'is not Ready'
  return door.outcome === 'silent' ? 'does not answer' : 'is there, but lets nobody in'
}

function causeOf(ending: Ending, { scene, testimonies, patterns }: Judged): string | undefined {
  if (ending === 'shutdown')
    return judge([unclean], endIndex(scene)).matched.length > 0 ? unclean.id : undefined
  if (ending === 'ran-on') return whatElse(scene, patterns)
  const named = testimonies.filter(
    ({ speaksFor, cause }) => cause !== undefined && speaksFor.includes(ending),
  )
  const surest = named.find(({ sure }) => sure) ?? named[0]
  return surest?.cause ?? words[ending].cause
}

/** Why a node that ran on was not heard is what a diagnosis of today says of it. */
function whatElse({ index, node }: Scene, patterns: readonly Pattern[]): string | undefined {
  const { matched } = judge(patterns, presentOnly(index))
  return rank(matched).findings.find(
    ({ kind, subject }) =>
      kind === 'cause' && (subject === `node/${node}` || subject === 'cluster'),
  )?.cause
}
