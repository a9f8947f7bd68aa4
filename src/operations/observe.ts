import { setImmediate as startOfSessions } from 'node:timers/promises'
import { collectNode } from '#src/collect/node/collect-node.ts'
import {
  allQuestions,
  factQuestions,
  type NodeQuestions,
} from '#src/collect/node/program/node-program.ts'
import { redactText } from '#src/collect/redact/redact.ts'
import { systemClock } from '#src/model/clock.ts'
import type { Configuration } from '#src/model/config.ts'
import { clusterError } from '#src/model/error.ts'
import type { Coverage, Evidence, Observation } from '#src/model/evidence.ts'
import type { EvidenceIndex } from '#src/model/evidence-index.ts'
import type { LineQuery } from '#src/model/line.ts'
import type { KubernetesDoor } from '#src/transport/kubernetes/door.ts'
import { openSsh } from '#src/transport/ssh/open-ssh.ts'
import type { SshTarget } from '#src/transport/ssh/target.ts'
import type { LookOptions } from './look-options.ts'
import { type Cluster, openCluster } from './open-cluster.ts'
import { type Progress, ProgressBoard } from './progress.ts'

export type { Progress }

export interface Seen {
  readonly observation: Observation
  readonly index: EvidenceIndex
  /** Fingerprint of the authority that the kubeconfig trusts, where there is one. */
  readonly authority?: string | undefined
  /** What bramble.yaml says, where there is one. */
  readonly configuration?: Configuration | undefined
}

/** Asks more where what was seen leaves a question open: nothing where it does not. */
export type Further = (
  seen: Seen,
  asking: {
    readonly deadlineMilliseconds: number
    readonly signal: AbortSignal
    kubernetes(): Promise<KubernetesDoor>
  },
) => Promise<readonly Evidence[]>

/** How an observation differs from the usual one. */
interface Ways {
  /** What one of the nodes is asked, where it is not the same for all. */
  readonly questionsTo?: (target: SshTarget, all: readonly SshTarget[]) => NodeQuestions
  readonly further?: Further
  /** Done while the nodes answer: what is only needed afterwards is loaded then. */
  readonly meanwhile?: () => Promise<unknown>
}

/** With less time left than this nothing more is asked. */
const leastMilliseconds = 500

interface Part {
  readonly evidence: readonly Evidence[]
  readonly coverage: readonly Coverage[]
}

/**
 * Looks at everything at once: the API and every node that bramble.yaml names. Partial answers are
 * kept; who did not answer, and how, is evidence too.
 *
 * @param queries what is looked for in logs; `no logs` leaves them out, which is much quicker
 * @throws usage errors of the configuration; `interrupted` where the signal aborts
 */
export async function observe(
  options: LookOptions,
  queries: readonly LineQuery[] | 'no logs',
  { questionsTo, further, meanwhile }: Ways = {},
): Promise<Seen> {
  const startedAt = systemClock.now()
  const cluster = await openCluster(options)
  const usual = queries === 'no logs' ? factQuestions : allQuestions
  const questions = questionsTo ?? (() => usual)
  const board = new ProgressBoard(options.onProgress)
  try {
    const parts = await Promise.all([
      ...lookAtNodes(cluster, options, board, questions),
      lookAtApi(cluster, options, board),
      meantime(meanwhile),
      lookAtBackups(cluster),
      lookAtAgents(options),
      lookAtOutlets(cluster),
    ])
    if (options.signal.aborted) throw clusterError('interrupted', 'stopped on request')
    const observation: Observation = {
      schema: 'bramble/observation/1',
      cluster: cluster.name,
      takenAt: new Date(systemClock.now()).toISOString(),
      evidence: parts.flatMap(({ evidence }) => evidence),
      coverage: parts.flatMap(({ coverage }) => coverage),
    }
    const { authority, configuration } = cluster
    const seen = { ...(await indexed(observation, queries)), authority, configuration }
    const left = options.timeoutMilliseconds - (systemClock.now() - startedAt)
    if (!further || !cluster.hasKubernetes || left < leastMilliseconds) return seen
    const more = await further(seen, {
      deadlineMilliseconds: left,
      signal: options.signal,
      kubernetes: () => cluster.kubernetes(),
    })
    if (more.length === 0) return seen
    const whole = { ...observation, evidence: [...observation.evidence, ...more] }
    return { ...(await indexed(whole, queries)), authority, configuration }
  } finally {
    board.end()
    await cluster.close()
  }
}

/** Where bramble.yaml says where backups go, what lies there. */
async function lookAtBackups({ configuration }: Cluster): Promise<Part> {
  const folder = configuration?.backup?.folder
  await startOfSessions()
  const { backupsNotAsked, collectBackups } = await import('#src/collect/files/backups.ts')
  const takenAt = new Date(systemClock.now()).toISOString()
  if (folder === undefined) return { evidence: [backupsNotAsked(takenAt)], coverage: [] }
  return { evidence: [await collectBackups(folder, takenAt, 'at a glance')], coverage: [] }
}

/** Which boards' power bramble.yaml can switch. */
async function lookAtOutlets({ configuration }: Cluster): Promise<Part> {
  await startOfSessions()
  const { collectNamedOutlets } = await import('#src/collect/files/named-outlets.ts')
  const takenAt = new Date(systemClock.now()).toISOString()
  return { evidence: collectNamedOutlets(configuration, takenAt), coverage: [] }
}

/** Whether an agent runs as this user. */
async function lookAtAgents({ env }: LookOptions): Promise<Part> {
  await startOfSessions()
  const { collectLocalAgents } = await import('#src/collect/files/local-agents.ts')
  const { approverFile } = await import('./run/passphrase.ts')
  const takenAt = new Date(systemClock.now()).toISOString()
  const evidence = await collectLocalAgents({ env, approverFile: approverFile(env), takenAt })
  return { evidence: [evidence], coverage: [] }
}

async function meantime(work: Ways['meanwhile']): Promise<Part> {
  await startOfSessions()
  await Promise.all([indexing(), work?.()])
  return { evidence: [], coverage: [] }
}

/** Reading logs is not needed before there are some. */
function indexing() {
  return import('#src/collect/index-evidence.ts')
}

async function indexed(
  observation: Observation,
  queries: readonly LineQuery[] | 'no logs',
): Promise<Seen> {
  const { indexEvidence } = await indexing()
  const wanted = queries === 'no logs' ? [] : queries
  const index = indexEvidence(observation.evidence, wanted, Date.parse(observation.takenAt))
  return { observation, index }
}

async function lookAtApi(
  cluster: Cluster,
  options: LookOptions,
  board: ProgressBoard,
): Promise<Part> {
  if (!cluster.hasKubernetes) return { evidence: [], coverage: [] }
  return board.follow('API', async () => {
    // The sessions to the nodes are on their way before the API's client is loaded: it takes longer.
    await startOfSessions()
    const { collectKubernetes } = await import('#src/collect/kubernetes/collect.ts')
    return collectKubernetes(await cluster.kubernetes(), {
      clock: systemClock,
      deadlineMilliseconds: options.timeoutMilliseconds,
      signal: options.signal,
      redact: redactText,
    })
  })
}

/** One session a node, all at once. */
function lookAtNodes(
  cluster: Cluster,
  options: LookOptions,
  board: ProgressBoard,
  questionsTo: (target: SshTarget, all: readonly SshTarget[]) => NodeQuestions,
): Promise<Part>[] {
  if (cluster.targets.length === 0) return []
  const door = openSsh(cluster.targets, { share: false })
  const looks = cluster.targets.map((target) =>
    board.follow(target.node, async () => {
      const { evidence, coverage } = await collectNode(door, target, {
        clock: systemClock,
        deadlineMilliseconds: options.timeoutMilliseconds,
        signal: options.signal,
        redact: redactText,
        questions: questionsTo(target, cluster.targets),
      })
      return { evidence, coverage: [coverage] }
    }),
  )
  // The shared connections end with the last node's answer, whoever else is still looking.
  const ended = Promise.allSettled(looks).then(() => door.close())
  return [...looks, ended.then(() => ({ evidence: [], coverage: [] }))]
}
