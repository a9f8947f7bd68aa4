import { collectArtifacts } from '#src/collect/files/artifacts.ts'
import { collectBackups, noBackups } from '#src/collect/files/backups.ts'
import { collectOpenedBackups, type Opening } from '#src/collect/files/opened-backups.ts'
import { collectReleaseFiles, type ReleaseWish } from '#src/collect/files/release-files.ts'
import { collectNode } from '#src/collect/node/collect-node.ts'
import { factQuestions, type NodeQuestions } from '#src/collect/node/program/node-program.ts'
import { collectObserver } from '#src/collect/observer.ts'
import { redactText } from '#src/collect/redact/redact.ts'
import { systemClock } from '#src/model/clock.ts'
import type { Configuration } from '#src/model/config.ts'
import type { Evidence, Observation } from '#src/model/evidence.ts'
import { lookAsRoot } from '#src/steps/node-shell.ts'
import type { RootAccess } from '#src/steps/root-access.ts'
import type { KubernetesDoor } from '#src/transport/kubernetes/door.ts'
import type { SshDoor } from '#src/transport/ssh/door.ts'
import { insideBackup } from '../inside-backup.ts'
import { lookAtApi } from '../look-at-api.ts'
import type { LookOptions } from '../look-options.ts'

/** The doors that a plan or a run looks through. */
export interface Eyes {
  readonly cluster: string
  /** Undefined where there is no kubeconfig. */
  readonly kube: KubernetesDoor | undefined
  readonly ssh: SshDoor
  /** The passwords of sudo that somebody gave. */
  readonly root?: RootAccess
}

/**
 * Looks at the API and, at the same time, at the nodes of these names: their facts, not their logs,
 * or whatever else is asked of them.
 * A node that bramble.yaml does not name leaves no evidence: what reads it answers `unknown`.
 */
export async function lookAround(
  { cluster, kube, ssh, root }: Eyes,
  nodes: readonly string[],
  options: Pick<LookOptions, 'timeoutMilliseconds' | 'signal'> & {
    /** The folder of files for nodes, where they are asked about. */
    readonly artifacts?: string | undefined
    /** The folder of backups, where they are asked about. */
    readonly backups?: string | undefined
    /** Those of them that are to be opened. */
    readonly openings?: readonly Opening[]
    /** Kinds of facts that the API is asked for; all where absent. */
    readonly kinds?: readonly string[] | undefined
    /** A release whose checksums are fetched. */
    readonly release?: ReleaseWish | undefined
  },
  questions: NodeQuestions = factQuestions,
): Promise<Observation> {
  const takenAt = new Date(systemClock.now()).toISOString()
  const targets = ssh.targets.filter(({ node }) => nodes.includes(node))
  const { artifacts, backups, openings = [], release, signal } = options
  const files = [
    ...(artifacts === undefined ? [] : [collectArtifacts(artifacts, takenAt)]),
    ...(backups === undefined ? [] : [collectBackups(backups, takenAt)]),
    ...(backups === undefined || openings.length === 0
      ? []
      : [collectOpenedBackups(backups, openings, { takenAt, inside: insideBackup })]),
    ...(release === undefined ? [] : [collectReleaseFiles(release, takenAt, signal)]),
  ]
  const [api, ready, ...boards] = await Promise.all([
    kube ? lookAtApi(kube, cluster, options, options.kinds) : { evidence: [], coverage: [] },
    Promise.all([collectObserver(takenAt), ...files]),
    ...targets.map((target) =>
      collectNode(ssh, target, {
        clock: systemClock,
        deadlineMilliseconds: options.timeoutMilliseconds,
        signal: options.signal,
        redact: redactText,
        questions,
        becomeRoot: becomingRoot(target.node, root),
      }),
    ),
  ])
  return {
    schema: 'bramble/observation/1',
    cluster,
    takenAt,
    evidence: [...api.evidence, ...ready, ...boards.flatMap(({ evidence }) => evidence)],
    coverage: [...api.coverage, ...boards.map(({ coverage }) => coverage)],
  }
}

/**
 * Where no folder of backups is named nothing is backed up, and a gate is told so rather than asked
 * nothing: a run that is taken up again asks fewer questions than its plan did, and the same answer
 * has to come.
 */
export function absentBackups(
  configuration: Configuration | undefined,
  { takenAt }: Observation,
): readonly Evidence[] {
  return configuration?.backup ? [] : [noBackups(takenAt)]
}

function becomingRoot(node: string, root: RootAccess | undefined) {
  const password = root?.passwordFor(node)
  return password === undefined ? undefined : (program: string) => lookAsRoot(program, password)
}
