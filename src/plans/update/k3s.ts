import { type EvidenceIndex, factsOf } from '#src/model/evidence-index.ts'
import { longhornNodes } from '#src/model/facts/longhorn.ts'
import type { Acceptance, Goal, Left } from '#src/model/plan.ts'
import { snapshotDatastore } from '#src/steps/update/snapshot-datastore.ts'
import { updateK3s } from '#src/steps/update/update-k3s.ts'
import { backSteps, comingBack, wholeSteps } from '../coming-back.ts'
import type { Draft, DraftStep, Planner } from '../draft.ts'
import { nodesOf } from '../node-order.ts'
import { deprecatedKinds, otherVersionInFile, ownDatastore } from './k3s-leaves.ts'
import { type Member, memberOf } from './k3s-member.ts'
import { refuseMixture, refuseSkipped, wantedVersion } from './k3s-refusals.ts'
import { stagingStep } from './k3s-staging.ts'
import { rollingDrain } from './rolling-drain.ts'

/**
 * Another K3s of the same or the next minor version: laid ready on all nodes at once; a snapshot;
 * then servers one by one, then agents, each whole again before the next. Within a minor version
 * containers run on, so nothing is drained; a kubelet of another minor version starts on an empty
 * node (https://kubernetes.io/releases/version-skew-policy/).
 *
 * @throws usage errors `update-k3s-…`, those of `nodesOf`, `serviceOf` and of the files to send
 */
export const planUpdateK3s: Planner = (goal, index, accepted, around): Draft => {
  const to = wantedVersion(goal, around)
  const members = nodesOf(goal, around).map((name) => memberOf(name, index, { to, around }))
  const behind = inOrder(members.filter(({ isBehind }) => isBehind))
  refuseSkipped(behind, to)
  refuseMixture(behind, to, index)
  const leaves = [
    ...members.filter(({ isNewer }) => isNewer).map((member) => newer(member, to)),
    ...otherVersionInFile(to, around),
  ]
  const restsOn = members.flatMap((member) => member.restsOn)
  if (behind.length === 0) return { steps: [], restsOn, leaves }
  const staging = stagingStep(behind, to, index, around)
  const rolling = { goal, index, accepted, ownNode: around.ownNode }
  return {
    steps: [
      staging.step,
      ...snapshotSteps(behind, to),
      ...behind.flatMap((member, place) => memberSteps(member, to, { ...rolling, place })),
    ],
    restsOn: [...restsOn, ...staging.restsOn],
    leaves: [...leaves, ...ownDatastore(behind), ...deprecatedKinds(behind, to)],
  }
}

/** Servers before agents, whatever else: an agent is never newer. Own nodes last among their kind. */
function inOrder(members: readonly Member[]): readonly Member[] {
  const rank = ({ isServer, isOwn }: Member) => (isServer ? 0 : 2) + (isOwn ? 1 : 0)
  return members.toSorted(
    (one, other) => rank(one) - rank(other) || (one.name < other.name ? -1 : 1),
  )
}

/** Of SQLite's files a copy is taken while its server is stopped in any case. */
function snapshotSteps(behind: readonly Member[], version: string): readonly DraftStep[] {
  const server = behind.find(({ datastore }) => datastore === 'etcd')
  if (!server) return []
  const reason = 'without it there is no way back once another K3s has written there'
  return [{ step: snapshotDatastore, input: { node: server.name, version }, reason }]
}

interface Rolling {
  readonly goal: Goal
  readonly index: EvidenceIndex
  readonly accepted: readonly Acceptance[]
  readonly ownNode: string | undefined
  readonly place: number
}

function memberSteps(member: Member, to: string, rolling: Rolling): readonly DraftStep[] {
  const { name, on, from, isMinor, isServer, datastore } = member
  const update: DraftStep = {
    step: updateK3s,
    input: { ...on, from, to, copiesSqlite: datastore === 'sqlite' },
    reason: isServer
      ? 'servers come first, one by one: an agent is never newer than they are'
      : 'all servers run it by then',
  }
  const { index } = rolling
  if (isMinor) {
    const { steps, cordons } = rollingDrain(name, { ...rolling, isFirst: rolling.place === 0 })
    const back = comingBack(name, index, { cordons, ownNode: rolling.ownNode })
    return [...steps, update, ...back.steps]
  }
  const stores = factsOf(index, longhornNodes).some((one) => one.name === name)
  return [update, ...backSteps(name, stores, index), ...(stores ? wholeSteps(name, index) : [])]
}

function newer({ name, from }: Member, to: string): Left {
  return {
    kind: 'not-asked',
    what: `K3s on ${name}`,
    reason: `it runs ${from}, and ${to} is older: nothing is taken back here`,
    instead: ['bramble versions'],
  }
}
