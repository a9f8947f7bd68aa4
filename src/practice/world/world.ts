import type { PracticeHealth } from '../kubernetes/health.ts'
import type { PracticeStore } from '../kubernetes/store.ts'
import type { Board } from './board.ts'
import type { PracticeClock } from './clock.ts'
import type { Faults } from './faults.ts'
import type { K3sCluster } from './k3s-cluster.ts'

/** All that is true of a practice cluster at its own time. Whoever shows it or moves it takes it from here. */
export interface World {
  readonly clock: PracticeClock
  readonly boards: readonly Board[]
  /** What the API server holds. */
  readonly store: PracticeStore
  readonly faults: Faults
  /** What its servers have in common. */
  readonly k3s: K3sCluster
  /** What the API server says of itself. */
  readonly health: PracticeHealth
}

export function boardNamed({ boards }: Pick<World, 'boards'>, name: string): Board {
  const board = boards.find((one) => one.name === name)
  if (!board) throw new Error(`No board of this practice cluster is called ${name}`)
  return board
}
