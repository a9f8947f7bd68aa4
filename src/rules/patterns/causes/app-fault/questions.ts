import { lines } from '#src/model/line.ts'
import { noMatch, type PatternOutcome, unknown } from '#src/model/verdict.ts'
import type { Read } from '../../../reading.ts'
import { extensionUnable } from '../../words/extension-api.ts'

/** Lines that several causes write: too little for a finding, enough for a question. */
export const questions = {
  /** The job controller, and the Helm controller of its job: the program in it failed each time. */
  jobGaveUp: lines([
    'has reached the specified backoff limit',
    'reached configured number of retries without succeeding',
  ]),
  /** Helm waits for what it installs, and gives up. */
  releaseLate: lines(
    ['Helm install failed for release', 'Helm upgrade failed for release'],
    /context deadline exceeded|timed out/,
  ),
  /** Traefik pkg/provider/kubernetes. */
  noBackend: lines('Skipping service: no endpoints found'),
  /** The kubelet checks once more what the scheduler chose: after a start of the node its labels may not be there yet. */
  placedWrong: lines('Predicate NodeAffinity failed'),
  /** The scheduler, about what a plugin on the node has to offer first: a GPU, a USB stick, a hugepage. */
  noDevice: lines(
    'nodes are available',
    /nodes are available: .*Insufficient (?:[\w-]+\.)+[\w-]+\/\w/,
  ),
  /** `kubectl get hpa`. */
  unmeasured: lines('<unknown>/', /<unknown>\/\d+/),
  /** kube-aggregator: what an APIService names does not answer. */
  extensionSilent: lines('FailedDiscoveryCheck'),
  extensionUnable: lines('the server is currently unable to handle the request', extensionUnable),
}

/** What is asked where nothing else was heard. */
export function ask(found: Read<typeof questions>): PatternOutcome {
  if (found.jobGaveUp.length > 0)
    return unknown(
      'a job failed each time it was tried: its own log says whether it was the program, its image or the cluster',
      {
        next: 'kubectl get jobs,pods -A | grep -vE "Completed|Running"; kubectl -n NAMESPACE logs job/NAME --tail=50',
      },
    )
  if (found.releaseLate.length > 0)
    return unknown(
      'what a release installs was not ready in time: a pod of it fails, waits for a volume, or is only slow',
      {
        next: 'kubectl -n NAMESPACE get pods,pvc; kubectl -n NAMESPACE get events --sort-by=.lastTimestamp | tail -20',
      },
    )
  if (found.noBackend.length > 0)
    return unknown('no pod stands behind a service: none is ready, or its labels fit none', {
      next: 'kubectl -n NAMESPACE get service,endpoints,pods --show-labels',
    })
  if (found.placedWrong.length > 0)
    return unknown(
      'a kubelet turned a pod away for its labels: the node was just starting, or a label was taken from it',
      {
        next: 'kubectl get nodes --show-labels; kubectl get pods -A --field-selector status.phase=Failed',
      },
    )
  if (found.noDevice.length > 0)
    return unknown(
      'a pod asks for a device that no node has left: its plugin does not run, the device is not there, or others have it',
      {
        next: 'kubectl describe nodes | grep -E "^Name:|Allocatable|^  [a-z.-]+/"; kubectl get pods -A -o wide | grep -i plugin',
      },
    )
  if (found.unmeasured.length > 0)
    return unknown(
      'an autoscaler gets no measure: metrics-server does not answer, its pods have just started, or they ask for no CPU or memory',
      {
        next: 'kubectl top pods -A | head -3; kubectl describe hpa -n NAMESPACE NAME | tail -12; kubectl get apiservice v1beta1.metrics.k8s.io',
      },
    )
  if (found.extensionSilent.length + found.extensionUnable.length > 0)
    return unknown(
      'an extension of the API does not answer: its pod is not ready, or the server does not reach it',
      {
        next: 'kubectl get apiservice | grep False; kubectl get pods -A -o wide | grep -vE "Completed|Running"; kubectl get networkpolicy -A',
      },
    )
  return noMatch
}
