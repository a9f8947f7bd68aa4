import { fixedClock } from '#src/model/clock.ts'
import { Configuration } from '#src/model/config.ts'
import type { Artifact } from '#src/model/facts/artifacts.ts'
import type { Plan } from '#src/model/plan.ts'
import { lookAt } from '#src/operations/run/ask-gates.ts'
import { type PlanMade, planOn } from '#src/operations/run/make-plan.ts'
import {
  type BoardFacts,
  bareBoard,
  boardObservation,
  type OfApi,
  releaseFiles,
  takenAt,
} from '#test/support/boards.ts'
import { node as apiNode } from '#test/support/drain-cluster.ts'

/** Plans of `up` for four boards, each test with what is special about its own. */

export const version = 'v1.36.3+k3s1'
export type Boards = Record<string, BoardFacts>
type Listed = ReturnType<typeof apiNode>
export interface Case {
  readonly wish?: object
  readonly roles?: readonly ('server' | 'agent')[]
  readonly only?: string
  readonly change?: (boards: Boards, files: Artifact[]) => void
  /** What the API lists. */
  readonly listed?: readonly (string | Listed)[]
  /** What else it says. */
  readonly api?: OfApi
}

export const names = ['pi01', 'pi02', 'pi03', 'pi04']

export function planOf({
  wish = {},
  roles = ['server', 'agent', 'agent', 'agent'],
  ...rest
}: Case = {}): PlanMade {
  const used = names.slice(0, roles.length)
  const boards: Boards = Object.fromEntries(used.map((name) => [name, bareBoard(name)]))
  const files = releaseFiles()
  rest.change?.(boards, files)
  const nodes = Object.fromEntries(
    used.map((name, place) => [name, { address: `10.0.0.1${place}`, role: roles[place] }]),
  )
  const configuration = Configuration.parse({ k3s: { version }, nodes, ...wish })
  const listed = rest.listed?.map((one) => (typeof one === 'string' ? apiNode(one) : one))
  const look = lookAt(boardObservation(boards, files, listed, rest.api))
  const options = rest.only === undefined ? {} : { only: rest.only }
  const goal = { name: 'up', target: '', options }
  const around = { configuration, ownNode: undefined }
  return planOn(look, { goal, accept: [] }, { cluster: 'home', clock: fixedClock(takenAt), around })
}

export const stepsOf = ({ plan: { steps } }: { plan: Plan }) => steps.map(({ step }) => step)

export function joined(boards: Boards): void {
  for (const board of Object.values(boards)) board.preparation.clusterAuthority = 'a'.repeat(64)
}
