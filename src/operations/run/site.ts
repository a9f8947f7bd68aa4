import { setTimeout as delay } from 'node:timers/promises'
import type { Opening } from '#src/collect/files/opened-backups.ts'
import type { Journal } from '#src/journal/journal.ts'
import type { Clock } from '#src/model/clock.ts'
import type { Approvals } from '#src/model/config/approvals.ts'
import type { Observation } from '#src/model/evidence.ts'
import type { Plan } from '#src/model/plan.ts'
import type { Risk } from '#src/model/plan-reading.ts'
import type { RunEvent } from '#src/model/run-event.ts'
import type { Around } from '#src/plans/draft.ts'
import type { HeldLease } from '#src/steps/cluster-lease.ts'
import type { NodeLocks } from '#src/steps/node-lock.ts'
import type { OwnProcess } from '#src/steps/resume-after-boot.ts'
import type { RootAccess } from '#src/steps/root-access.ts'
import type { KubernetesDoor } from '#src/transport/kubernetes/door.ts'
import type { PowerDoor } from '#src/transport/power/door.ts'
import type { SshDoor } from '#src/transport/ssh/door.ts'
import type { AskPassword, LaunchOptions } from './launch.ts'

/** What a look asks of nodes beyond the usual. */
export type Depth =
  | 'preparation-only'
  | 'preparation'
  | 'boards'
  | 'artifacts'
  | 'release'
  | 'updates'
  | 'losses'

/** What a look asks besides the API. */
export interface Besides {
  /** Nodes that are asked over SSH. */
  readonly nodes?: readonly string[]
  /** Nodes whose power is asked about. */
  readonly outlets?: readonly string[]
  /**
   * Set where it counts how the nodes are prepared and what lies ready for them, or what apt would
   * change there as well.
   */
  readonly depth?: Depth | undefined
  /** Kinds of facts that the API is asked for; all where absent. */
  readonly kinds?: readonly string[]
  /** Backups that are opened, each with its key. */
  readonly openings?: readonly Opening[]
}

/** What it takes to see what a plan is made from. */
export interface LookingSite {
  /** The name that the journal's folder and every plan carry. */
  readonly cluster: string
  readonly clock: Clock
  /** Nodes that can be reached over SSH. */
  readonly nodeNames: readonly string[]
  readonly around: Around
  /** Looks at the cluster now, and at what is wished for besides. */
  observe(besides?: Besides): Promise<Observation>
  /** The password of sudo, once somebody gave it. */
  readonly root?: RootAccess
  /** Asks the person for it, for these nodes; undefined where nobody gave one. */
  readonly askPassword?: AskPassword | undefined
  /** Becomes root on these nodes and does nothing; resolves with those that want another password. */
  rootless?(nodes: readonly string[]): Promise<readonly string[]>
}

/** What plans are made from, and where they are stored. */
export interface PlanningSite extends LookingSite {
  readonly journal: Journal
}

/** What it takes to change a cluster. */
export interface RunSite extends PlanningSite {
  readonly kube: KubernetesDoor
  /** Writes a new cluster's kubeconfig where bramble.yaml says; resolves with its path. */
  keepKubeconfig(text: string): Promise<string>
  /** Puts a restored cluster's kubeconfig in the place of the one that led to these nodes before. */
  replaceKubeconfig(text: string, before?: string): Promise<string | undefined>
  /** The way to the power of a node's board; a person who is asked hears of it by `say`. */
  power(node: string, say: (text: string) => void): Promise<PowerDoor>
  /** Asks the API and every node but this one about it. */
  witness(node: string): Promise<Observation>
  readonly ssh: SshDoor
  /** `pi@desk`: stands in the lock and in every entry. */
  readonly who: string
  readonly pid: number
  /** How this process is started again, after a boot of the node that it runs on. */
  readonly ownProcess?: Omit<OwnProcess, 'run'>
  events(event: RunEvent): void
  /** What is done before a run begins, for whoever started it. */
  beforeRun(text: string): void
  /** Aborts when somebody asks the run to stop at the next good place. */
  readonly stop: AbortSignal
  /** Aborts requests and waits at once; the run then counts as stopped. */
  readonly signal: AbortSignal
  /** While the cluster is being changed: what keeps other Brambles out. */
  readonly lease?: HeldLease
  /** The lock files on the nodes that the run touches. */
  readonly nodeLocks?: NodeLocks
  /** Takes away again what the Node objects say of the run. */
  unmark?(): Promise<void>
  /** A test may make waits shorter. */
  sleep?(milliseconds: number, signal: AbortSignal): Promise<void>
}

/** What it takes to start a run: the run itself is another process's. */
export interface Starter extends PlanningSite {
  readonly approvals: Approvals | undefined
  readonly launch: Pick<LaunchOptions, 'program' | 'look' | 'env' | 'cwd' | 'folder'>
}

/** Asks whoever may say yes. Resolves with who did, or undefined where nobody did. */
export type Approve = (question: {
  readonly digest: string
  readonly plan: Plan
  readonly risk: Risk
}) => Promise<string | undefined>

export async function pause(site: RunSite, milliseconds: number): Promise<void> {
  if (site.sleep) return site.sleep(milliseconds, site.signal)
  await delay(milliseconds, undefined, { signal: site.signal })
}
