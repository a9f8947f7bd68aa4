import type * as z from 'zod'
import { pods, volumeAttachments } from '#src/model/facts/kubernetes.ts'
import { type LogLine, lines } from '#src/model/line.ts'
import { because, match, noMatch, unknown } from '#src/model/verdict.ts'
import { defineSymptom } from '../../../define-pattern.ts'
import { mountFailedOnce, mountFails, volumeMovesWithinSeconds } from '../../words/storage.ts'
import { sentences } from './told.ts'

/** Longhorn's and the external attacher's own words for a volume that does not get there. */
const attachFails = lines([
  'failed to attach to node',
  'is not ready for workloads',
  "hasn't been attached yet",
  'timed out waiting for external-attacher',
  'timeout expired waiting for volumes to attach',
  'failed to mount volume',
  'Mount failed: exit status',
])

export default defineSymptom({
  id: 'volume-not-mounting',
  title: 'A volume cannot be attached or mounted',
  severity: 'critical',
  stage: 'stable',
  since: '0.1.0',
  scope: 'cluster',
  reads: { volumeAttachments, pods, mountFails, attachFails },
  told: sentences,
  rivals: [
    {
      cause: 'benign-transient-or-false-alert',
      tell: 'A node has just started, or the pod has just been created: it works at the second try.',
    },
  ],
  decides: 'kubectl get events -A --field-selector type=Warning',
  remedy: 'read-mount-words',
  docs: {
    meaning: 'A pod waits for its volume: attaching it to the node, or mounting it there, fails.',
    impact: 'The pod stays in ContainerCreating. The data is not touched.',
    diagnosis:
      '`kubectl -n NAMESPACE describe pod POD`: the last event says what fails. Then `kubectl -n longhorn-system logs -l app=longhorn-csi-plugin -c longhorn-csi-plugin --tail=50`.',
    mitigation: 'Remove the cause that the event names. Do not delete the claim or the volume.',
    references: [
      'https://github.com/kubernetes/kubernetes/blob/master/pkg/kubelet/events/event.go',
      'https://github.com/longhorn/longhorn-manager/blob/v1.12.1/csi/controller_server.go',
    ],
  },

  match({ volumeAttachments, pods, mountFails, attachFails }, { now }) {
    const stuck = volumeAttachments.flatMap((attachment) =>
      attachment.attachError && !attachment.attached
        ? [
            because(
              attachment,
              `${attachment.volumeName ?? attachment.name} is not attached to ${attachment.nodeName}: ${attachment.attachError}`,
            ),
          ]
        : [],
    )
    if (stuck.length > 0) return match('confirmed', [...stuck, ...mountFails])
    const said = [...mountFails, ...attachFails].filter(
      (line) => !hasEnded(line, pods) && !mountFailedOnce(line),
    )
    if (said.length === 0) return noMatch
    const young = said.map((line) => youngOf(line, pods, now))
    const [pod] = young
    if (pod === undefined || young.includes(undefined))
      return match('suspected', said, decidesOf(said))
    return unknown(
      `${pod.namespace}/${pod.name} waits for its volume since ${pod.createdAt}: a volume that moves to another node needs up to two minutes`,
      { next: 'bramble diagnose' },
    )
  },
})

/** Longhorn attaches a volume or does not, and its own record of it says why: no event does. */
const byLonghorn =
  /not ready for workloads|failed to attach to node|longhorn|Action \[attach\] not available/

function decidesOf(said: readonly LogLine[]): { readonly decides?: string } {
  if (!said.some(({ text }) => byLonghorn.test(text))) return {}
  const names = new Set(said.flatMap(({ text }) => /\bpvc-[0-9a-f-]{8,}/.exec(text)?.[0] ?? []))
  const volume = names.size === 1 ? [...names][0] : 'VOLUME'
  return {
    decides: `kubectl -n longhorn-system get volumes.longhorn.io ${volume} -o yaml | grep -A60 "^status:"; kubectl -n longhorn-system get engines.longhorn.io,replicas.longhorn.io -o wide | grep ${volume}`,
  }
}

type Pod = z.infer<typeof pods.schema>

/** The pod that a line is about, where the API shows it. Only the API tells when one was created. */
function podIn({ text }: LogLine, pods: readonly Pod[]): Pod | undefined {
  const named = new Set(text.split(/[^a-z0-9.-]+/))
  return pods.find(({ name, createdAt }) => createdAt !== undefined && named.has(name))
}

/** The words are of a wait that is over: the pod works, or is no more. */
function hasEnded(line: LogLine, pods: readonly Pod[]): boolean {
  const pod = podIn(line, pods)
  if (pod) return pod.ready === true
  return pods.some(({ createdAt }) => createdAt) && /\bpod\/[a-z0-9]/.test(line.text)
}

function youngOf(line: LogLine, pods: readonly Pod[], now: number): Pod | undefined {
  const pod = podIn(line, pods)
  const ageSeconds = (now - Date.parse(pod?.createdAt ?? '')) / 1000
  return pod?.phase === 'Pending' && ageSeconds < volumeMovesWithinSeconds ? pod : undefined
}
