import { nodes } from '#src/model/facts/kubernetes.ts'
import {
  longhornEngines,
  longhornNodes,
  longhornReplicas,
  longhornVolumes,
} from '#src/model/facts/longhorn.ts'
import { because, fail, pass, unknown, type Verdict } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'
import {
  neverAttached,
  replicasOf,
  type Storage,
  type Volume,
  volumeName,
  whyNoTwin,
} from '../replica-health.ts'
import { replicaWishOf } from '../replica-wish.ts'

export const volumesKeepACopy = defineCheck({
  id: 'volumes-keep-a-copy',
  title: 'each volume to keep a healthy replica whatever Longhorn takes away',
  scope: 'cluster',
  severity: 'critical',
  askedBy: 'steps',
  reads: { longhornVolumes, longhornReplicas, longhornEngines, longhornNodes, nodes },
  staleAfterSeconds: 60,
  mayOpen: true,
  docs: {
    heading: 'Each volume keeps a healthy replica when the count is lowered',
    meaning:
      'With a lower count Longhorn may take healthy replicas away until the count is met, and which ones is its choice. Longhorn still counts a replica as healthy for a while after its node has vanished. So one more replica has to be usable now than could be taken: on a Ready node, and RW in its engine while the volume is attached.',
    next: 'Wait until the volume is healthy again (`bramble volumes`), then ask again.',
    references: [
      'https://longhorn.io/docs/1.12.1/concepts/#23-replicas',
      'https://github.com/longhorn/longhorn/issues/12511',
    ],
  },

  ask(storage, { wish, now }) {
    const { count, volumes } = replicaWishOf(wish)
    const verdicts = volumes.flatMap((name): Verdict[] => {
      const subject = `volume/${name}`
      const volume = storage.longhornVolumes.find((candidate) => candidate.name === name)
      if (!volume) return [unknown('Longhorn lists no such volume any more', { subject })]
      // Nothing was ever written to it.
      if (neverAttached(volume, storage)) return []
      const reason = whyNoneIsKept(volume, count, storage, now)
      if (reason === undefined) return []
      return [fail(reason, { subject, evidence: [because(volume, reason)] })]
    })
    return verdicts.length > 0 ? verdicts : pass(`${volumes.length} volumes`)
  },
})

function whyNoneIsKept(
  volume: Volume,
  count: number,
  storage: Storage,
  now: number,
): string | undefined {
  const replicas = replicasOf(volume, storage)
  const reasons = replicas.map((replica) => whyNoTwin(replica, volume, storage, now))
  const usable = reasons.filter((reason) => reason === undefined).length
  const counted = replicas.filter(({ healthyAt, failedAt }) => healthyAt && !failedAt).length
  const taken = Math.max(0, counted - count)
  if (usable > taken) return undefined
  const why = reasons.filter((reason) => reason !== undefined).join('; ')
  if (usable === 0)
    return `${volumeName(volume)} has no healthy replica now: ${why || 'it has none'}`
  return `${volumeName(volume)}: Longhorn counts ${counted} healthy replicas and may take ${taken} away, but only ${usable} can be used now: ${why}`
}
