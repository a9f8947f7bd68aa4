import type * as z from 'zod'
import type { Origin } from '#src/model/facts/define.ts'
import { nodes, persistentVolumes, pods } from '#src/model/facts/kubernetes.ts'
import {
  longhornEngines,
  longhornNodes,
  longhornReplicas,
  longhornVolumes,
} from '#src/model/facts/longhorn.ts'
import { because, fail, pass, type Verdict } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'
import { localVolumesOf } from '../local-volumes.ts'
import { drainRole } from '../moving-pods.ts'
import {
  replicasOf,
  type Storage,
  volumeName,
  wantsOneCopy,
  whyNoOtherCopy,
} from '../replica-health.ts'

type Pod = z.infer<typeof pods.schema> & Origin
type PersistentVolume = z.infer<typeof persistentVolumes.schema> & Origin

export const volumesHaveAnotherCopy = defineCheck({
  id: 'volumes-have-another-copy',
  title: 'no volume to have its one copy on this node',
  scope: 'node',
  severity: 'warning',
  askedBy: 'steps',
  reads: {
    longhornVolumes,
    longhornReplicas,
    longhornEngines,
    longhornNodes,
    nodes,
    persistentVolumes,
    pods,
  },
  staleAfterSeconds: 60,
  docs: {
    heading: 'No volume has its only copy on this node',
    meaning:
      'Some volumes have one copy by their own wish: one Longhorn replica, `strict-local`, local-path, hostPath. While the node is away nobody can use them; when the node is gone for good, so are they.',
    next: 'Give them a second copy first (`bramble replicas 2 --volume NAME`), or move them.',
    accepting:
      'Nobody can use them while the node is away. Where it goes for good this is not accepted.',
    references: [
      'https://longhorn.io/docs/1.12.1/high-availability/data-locality/',
      'https://docs.k3s.io/add-ons/storage',
    ],
  },

  ask({ persistentVolumes, pods, ...storage }, { node = '', now }) {
    const leaving = pods.filter((pod) => pod.nodeName === node && drainRole(pod) === 'evict')
    const single = [
      ...longhornSingles(storage, node, now),
      ...localVolumesOf(node, persistentVolumes, leaving).map((volume) => local(volume, node)),
      ...leaving.flatMap(hostPaths),
    ]
    return single.length > 0 ? single : pass()
  },
})

function longhornSingles(storage: Storage, node: string, now: number): Verdict[] {
  return storage.longhornVolumes.flatMap((volume) => {
    const here = replicasOf(volume, storage).some((replica) => replica.nodeName === node)
    if (!here || !wantsOneCopy(volume) || volume.deletedAt) return []
    if (whyNoOtherCopy(volume, node, storage, now) === undefined) return []
    const wish = volume.dataLocality === 'strict-local' ? 'strict-local' : 'one replica'
    const reason = `${volumeName(volume)} wants ${wish}, and it is on ${node}`
    return [single(volume, `volume/${volume.name}`, reason)]
  })
}

function local(volume: PersistentVolume, node: string): Verdict {
  const { name, claimNamespace, claimName, localPath } = volume
  const reason = `${claimNamespace}/${claimName} (${name}) lies in ${localPath} on ${node} alone`
  return single(volume, `volume/${name}`, reason)
}

/** Paths that every node has of its own; a pod finds the same there on another node. */
const ofEveryNode =
  /^\/(dev|proc|sys|run|var\/run|lib\/modules|etc\/(localtime|timezone|machine-id|ssl|resolv\.conf))(\/|$)/

function hostPaths(pod: Pod): Verdict[] {
  const own = (pod.hostPaths ?? []).filter((path) => !ofEveryNode.test(path))
  if (own.length === 0) return []
  const name = `${pod.namespace}/${pod.name}`
  const reason = `${name} keeps files in ${own.join(', ')} on this node; elsewhere it finds another folder`
  return [single(pod, `hostpath/${name}`, reason)]
}

function single(of: Origin, subject: string, reason: string): Verdict {
  return fail(reason, { subject, evidence: [because(of, reason)] })
}
