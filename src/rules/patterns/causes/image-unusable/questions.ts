import { lines } from '#src/model/line.ts'
import { noMatch, type PatternOutcome, unknown } from '#src/model/verdict.ts'
import type { Read } from '../../../reading.ts'

/** Lines that several causes write: too little for a finding, enough for a question. */
export const questions = {
  /** rancher/local-path-provisioner: the pod that makes the folder was not done in time. */
  makerLate: lines('create process timeout after'),
  /** The kubelet tries without the login that is not there; what everybody may pull comes all the same. */
  noSecret: lines('Unable to retrieve some image pull secrets'),
}

/** What is asked where nothing else was heard. */
export function ask(found: Read<typeof questions>): PatternOutcome {
  if (found.makerLate.length > 0)
    return unknown(
      'the pod that makes a folder for a volume did not end in time: its image is missing, or its node is full, busy or without a network',
      {
        next: 'kubectl get pods -A | grep helper-pod; kubectl -n kube-system describe pod HELPER-POD; kubectl get nodes',
      },
    )
  if (found.noSecret.length > 0)
    return unknown(
      'the Secret of a login for a registry is not in the namespace of the pod: an image that is not public cannot be pulled',
      {
        next: 'kubectl -n NAMESPACE get secrets; kubectl -n NAMESPACE describe pod POD | grep -A3 "Failed to pull"',
      },
    )
  return noMatch
}
