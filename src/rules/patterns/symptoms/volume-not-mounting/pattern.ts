import { volumeAttachments } from '#src/model/facts/kubernetes.ts'
import { lines } from '#src/model/line.ts'
import { because, match, noMatch, type Reason } from '#src/model/verdict.ts'
import { defineSymptom } from '../../../define-pattern.ts'
import { mountFails } from '../../words/storage.ts'

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
  reads: { volumeAttachments, mountFails, attachFails },
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

  match({ volumeAttachments, mountFails, attachFails }) {
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
    const said: Reason[] = [...mountFails, ...attachFails]
    return said.length > 0 ? match('suspected', said) : noMatch
  },
})
