import type { World } from '../world/world.ts'

/** What is really so, and so what an honest answer is. */
type Truth =
  /** Nothing is wrong: no finding of warning or above. */
  | { readonly kind: 'well' }
  /** A cause by its slug; `node` is where it lies, if on one. */
  | { readonly kind: 'cause'; readonly cause: string; readonly node?: string }
  /** Why a node went down, which is over: what `autopsy` of it says. */
  | { readonly kind: 'autopsy'; readonly cause: string; readonly node: string }
  /** A goal that has to be refused, by a gate of this kind for this subject. */
  | { readonly kind: 'refusal'; readonly goal: readonly string[]; readonly gate: RegExp }
  /** It cannot be seen from outside; this is the look that would decide. */
  | { readonly kind: 'unknown'; readonly next: RegExp }

/** One failure to practise on: it befalls a healthy cluster that has run for a while. */
export interface Scenario {
  /** Its file's name. */
  readonly id: string
  readonly title: string
  /** What somebody would notice first; never the cause. */
  readonly noticed: string
  readonly truth: Truth
  /**
   * What else may be found at warning or above: what follows from it, and what shows it. A slug, or
   * `slug@subject` where it is true of that subject alone. Whatever else is found is wrong.
   */
  readonly also?: readonly string[]
  /** The finding that has to stand first, by its slug, where no cause can be named. */
  readonly first?: string
  /** Three commands worth trying. */
  readonly tries: readonly [string, string, string]
  /** Three keep embedded etcd; the usual is one, with SQLite. */
  readonly servers?: 1 | 3
  /** Boards on which K3s was never installed; the usual is none. */
  readonly bare?: readonly string[]
  /** How long ago it began when somebody looks. */
  readonly lastsSeconds: number
  /** Breaks what breaks at the beginning; what follows later is left to the world's clock. */
  happen(world: World): void
}

export function defineScenario(scenario: Scenario): Scenario {
  return scenario
}
