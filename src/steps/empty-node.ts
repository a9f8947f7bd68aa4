import { BrambleError, clusterError } from '#src/model/error.ts'
import { drainRole, isInstanceManager, mustLeave } from '#src/rules/moving-pods.ts'
import type { Eviction } from '#src/transport/kubernetes/door.ts'
import { listPodsOnNode, type PodState } from '#src/transport/kubernetes/nodes-and-pods.ts'
import type { StepContext } from './define-step.ts'

export interface LeavingPod {
  readonly namespace: string
  readonly name: string
  readonly uid: string
  readonly last: boolean
}

interface Emptying {
  readonly node: string
  readonly timeoutSeconds: number
  readonly pods: readonly LeavingPod[]
  /** True where pods that nobody was shown leave too. */
  readonly newcomers?: boolean | undefined
  readonly leave: readonly string[]
}

/** How often a refused eviction is asked again; kubectl's own pace. */
const retryMilliseconds = 5000
/** How often it is looked whether pods are gone. */
const lookMilliseconds = 1000
/** Trouble that a later question may outlast. */
const passingCodes: ReadonlySet<string> = new Set([
  'api-unreachable',
  'api-timeout',
  'api-overloaded',
  'api-cut-off',
])
/** A request whose sender was killed may still be on its way to the API server. */
const settleMilliseconds = 500

/**
 * Evicts the given pods and waits until their uids are gone from the node. Each eviction carries
 * the pod's uid, so a new pod of the same name is never touched, and a pod that is Terminating is
 * not evicted again. May be called again after it was cut off anywhere.
 *
 * @throws cluster error `drain-strange-pod`, `drain-timeout` or `eviction-failed`
 */
export async function emptyNode(emptying: Emptying, context: StepContext): Promise<void> {
  if (context.unanswered.size > 0) await context.sleep(settleMilliseconds)
  const endsAt = performance.now() + emptying.timeoutSeconds * 1000
  for (const last of [false, true]) {
    await new Wave(emptying, last, context).untilGone(endsAt)
  }
}

/** Pods that leave together. */
class Wave {
  readonly #emptying: Emptying
  /** Uid to whether it leaves in this wave. */
  readonly #planned: ReadonlyMap<string, boolean>
  readonly #last: boolean
  readonly #context: StepContext
  /** Uid to when its eviction is asked for again. */
  readonly #retryAt = new Map<string, number>()
  /** Uid to the API server's last refusal. */
  readonly #refusals = new Map<string, string>()
  readonly #intended = new Set<string>()
  /** Why the API server did not answer the last question; undefined where it did. */
  #trouble: BrambleError | undefined

  constructor(emptying: Emptying, last: boolean, context: StepContext) {
    this.#emptying = emptying
    this.#last = last
    this.#planned = new Map(emptying.pods.map((pod) => [pod.uid, pod.last === last]))
    this.#context = context
  }

  async untilGone(endsAt: number): Promise<void> {
    let present: readonly PodState[] = []
    for (;;) {
      present = (await this.#unlessPassing(() => this.#present())) ?? present
      if (present.length === 0 && this.#trouble === undefined) return
      if (performance.now() >= endsAt) throw this.#tooLate(present)
      this.#context.stopHere()
      await this.#unlessPassing(() => this.#evictDue(present))
      this.#sayWhatIsAwaited(present)
      await this.#context.sleep(Math.max(1, Math.min(lookMilliseconds, endsAt - performance.now())))
    }
  }

  /**
   * An API server that is away for a moment (it may be one of the pods' own server that drains) is
   * asked again at the next look. Whether an eviction whose answer was lost took effect, that look
   * says too: the pod is Terminating, or gone.
   */
  async #unlessPassing<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      const result = await work()
      this.#trouble = undefined
      return result
    } catch (error) {
      if (!(error instanceof BrambleError) || !passingCodes.has(error.code)) throw error
      this.#trouble = error
      this.#context.say(`waiting for the API server: ${error.message}`)
      return undefined
    }
  }

  /** Pods of this wave that are still on the node. */
  async #present(): Promise<readonly PodState[]> {
    const { kube, signal } = this.#context
    const found = await listPodsOnNode(kube, this.#emptying.node, { signal })
    this.#refuseStrangers(found)
    return found.filter((pod) => mustLeave(pod) && this.#leavesNow(pod))
  }

  #leavesNow(pod: PodState): boolean {
    const planned = this.#planned.get(pod.uid)
    if (planned !== undefined || !this.#emptying.newcomers) return planned === true
    const stays = this.#emptying.leave.includes(`${pod.namespace}/${pod.name}`)
    return !stays && isInstanceManager(pod) === this.#last
  }

  /** A pod that nobody was shown may be one that nobody wants evicted. */
  #refuseStrangers(found: readonly PodState[]): void {
    const { node, newcomers, leave } = this.#emptying
    if (newcomers) return
    const stranger = found.find(
      (pod) =>
        drainRole(pod) === 'evict' &&
        !this.#planned.has(pod.uid) &&
        !leave.includes(`${pod.namespace}/${pod.name}`),
    )
    if (stranger)
      throw clusterError(
        'drain-strange-pod',
        `${stranger.namespace}/${stranger.name} came to ${node} after the plan was made, and nobody was asked about it.`,
        { next: 'Only a new plan asks about it.' },
      )
  }

  async #evictDue(present: readonly PodState[]): Promise<void> {
    const now = performance.now()
    const due = present.filter(
      (pod) => pod.deletedAt === undefined && (this.#retryAt.get(pod.uid) ?? 0) <= now,
    )
    for (const pod of due) {
      this.#context.stopHere()
      await this.#evict(pod)
    }
  }

  async #evict(pod: PodState): Promise<void> {
    const { kube, signal, intend, answered } = this.#context
    const { namespace, name, uid } = pod
    // One entry a pod: a refused eviction that is asked again is the same intent.
    if (!this.#intended.has(uid)) intend({ request: `evict ${namespace}/${name}`, subject: uid })
    this.#intended.add(uid)
    const eviction = await kube.evict({ namespace, name, uid }, { signal })
    this.#retryAt.set(uid, performance.now() + retryMilliseconds)
    if (eviction.outcome === 'refused') return this.#refused(pod, eviction)
    answered(uid, eviction.outcome)
    if (eviction.outcome === 'failed') throw failed(pod, eviction)
    this.#refusals.delete(uid)
    // Accepted: it is Terminating, and the next look says so. Gone: the next look misses it.
    this.#retryAt.set(uid, Number.POSITIVE_INFINITY)
    this.#context.say(`${namespace}/${name} ${eviction.outcome === 'gone' ? 'is gone' : 'evicted'}`)
  }

  #refused(pod: PodState, { message, budgets }: Eviction & { outcome: 'refused' }): void {
    const said = budgets.length > 0 ? budgets.join('; ') : message
    this.#refusals.set(pod.uid, said)
    this.#context.say(`waiting to evict ${pod.namespace}/${pod.name}: ${said}`)
  }

  #sayWhatIsAwaited(present: readonly PodState[]): void {
    const going = present.filter((pod) => !this.#refusals.has(pod.uid))
    if (going.length === 0 || this.#trouble) return
    const names = going.slice(0, 3).map((pod) => `${pod.namespace}/${pod.name}`)
    const more = going.length > 3 ? ` and ${going.length - 3} more` : ''
    this.#context.say(`waiting until ${names.join(', ')}${more} are gone`)
  }

  #tooLate(present: readonly PodState[]): Error {
    const { node, timeoutSeconds } = this.#emptying
    const reasons = present.slice(0, 5).map(({ uid, namespace, name }) => {
      const refusal = this.#refusals.get(uid)
      return `${namespace}/${name} (${refusal ?? 'still Terminating'})`
    })
    if (this.#trouble) reasons.push(this.#trouble.message)
    return clusterError(
      'drain-timeout',
      `After ${timeoutSeconds} s ${node} is not empty: ${reasons.join(', ')}.`,
    )
  }
}

function failed(pod: PodState, { status, message }: Eviction & { outcome: 'failed' }): Error {
  const name = `${pod.namespace}/${pod.name}`
  return clusterError(
    'eviction-failed',
    `The API server cannot evict ${name} (${status}): ${message}`,
    status === 500
      ? {
          next: `More than one disruption budget may hold it, and only one may: \`kubectl -n ${pod.namespace} get poddisruptionbudgets\`.`,
        }
      : {},
  )
}
