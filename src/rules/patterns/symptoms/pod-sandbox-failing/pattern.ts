import { lines } from '#src/model/line.ts'
import { match, noMatch } from '#src/model/verdict.ts'
import { defineSymptom } from '../../../define-pattern.ts'

/** The kubelet's event, containerd's and the CNI library's words for a pod without a network. */
const sandboxFails = lines([
  'FailedCreatePodSandBox',
  'ailed to create pod sandbox',
  'ailed create pod sandbox',
  'CreatePodSandbox for pod',
  'failed to setup network for sandbox',
  'CreatePodSandboxError',
])

export default defineSymptom({
  id: 'pod-sandbox-failing',
  title: 'Pods cannot be given a sandbox and a network',
  severity: 'critical',
  stage: 'stable',
  since: '0.1.0',
  reads: { sandboxFails },
  rivals: [
    {
      cause: 'benign-k3s-noise',
      tell: 'It ends within two minutes of a start of K3s.',
    },
  ],
  decides: 'kubectl get events -A --field-selector reason=FailedCreatePodSandBox',
  remedy: 'read-sandbox-words',
  docs: {
    meaning: 'The container runtime cannot make the pause container or its network for new pods.',
    impact: 'No new pod starts on that node. Pods that run go on.',
    diagnosis:
      '`kubectl get events -A --field-selector reason=FailedCreatePodSandBox`; on {node}: `ls -l /run/flannel/subnet.env /var/lib/rancher/k3s/agent/etc/cni/net.d/`.',
    mitigation: 'Remove the cause that the end of the message names.',
    references: [
      'https://github.com/kubernetes/kubernetes/blob/master/pkg/kubelet/events/event.go',
      'https://github.com/containerd/containerd/blob/main/internal/cri/server/sandbox_run.go',
    ],
  },

  match({ sandboxFails }) {
    return sandboxFails.length > 0 ? match('suspected', sandboxFails) : noMatch
  },
})
