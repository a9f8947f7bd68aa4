import { nodes } from '#src/model/facts/kubernetes.ts'
import { longhornReplicas, longhornVolumes } from '#src/model/facts/longhorn.ts'
import { lines } from '#src/model/line.ts'
import { match, noMatch } from '#src/model/verdict.ts'
import { volumesAreRobust } from '../../../checks/volumes-are-robust.ts'
import { defineSymptom } from '../../../define-pattern.ts'
import { onGoneNode } from '../../../ready-nodes.ts'
import { salvaged } from '../../words/storage.ts'
import { sentences } from './told.ts'

/** Events of longhorn-manager's volume controller, rows of `kubectl get volumes.longhorn.io`. */
const degraded = lines(
  ['degraded', 'Degraded'],
  /(?:attached|detached|attaching|detaching)\s+degraded|\bDegraded\b|became degraded|is degraded|robustness"?:\s*"?degraded|volume .*\bdegraded/,
)
const faulted = lines(
  ['faulted', 'Faulted'],
  /(?:attached|detached|attaching|detaching)\s+faulted|\bFaulted\b|became faulted|is (?:now )?faulted|robustness"?:\s*"?faulted|volume .*\bfaulted/,
)

export default defineSymptom({
  id: 'volume-degraded',
  title: 'A Longhorn volume has fewer healthy replicas than it wants',
  severity: 'warning',
  stage: 'stable',
  since: '0.1.0',
  scope: 'cluster',
  reads: { longhornVolumes, longhornReplicas, nodes, degraded, faulted, salvaged },
  told: sentences,
  explains: { anywhere: ['rebuilds-for-days'] },
  rivals: [
    {
      cause: 'benign-transient-or-false-alert',
      tell: 'A node has just come back and the rebuild is under way.',
    },
  ],
  decides: 'kubectl -n longhorn-system get replicas.longhorn.io -o wide',
  remedy: 'wait-for-rebuild',
  docs: {
    meaning:
      'Degraded: at least one replica is missing or out of date. Faulted: no replica can be used.',
    impact:
      'Degraded: the data is there, with less or no spare copy. Faulted: the volume is down until a replica is salvaged.',
    diagnosis:
      '`bramble volumes`, or `kubectl -n longhorn-system get volumes.longhorn.io,replicas.longhorn.io -o wide`.',
    mitigation:
      'Reboot and drain nothing before the rebuild has ended. Never delete the replicas of a faulted volume.',
    references: ['https://longhorn.io/docs/1.12.1/monitoring/'],
  },

  match({ longhornVolumes, longhornReplicas, nodes, degraded, faulted, salvaged }, ask) {
    const lost = (subject = '') =>
      longhornReplicas.filter((one) => subject === `volume/${one.volume}` && one.failedAt)
    if (longhornVolumes.length > 0)
      return [volumesAreRobust.ask({ longhornVolumes }, ask)].flat().map((verdict) =>
        verdict.kind === 'fail'
          ? match('confirmed', verdict.evidence, {
              ...(verdict.subject && { subject: verdict.subject }),
              ...onGoneNode(lost(verdict.subject), nodes, ask.now),
              ...(verdict.severity && { severity: verdict.severity }),
            })
          : noMatch,
      )
    // Longhorn took the marks off by itself: what was faulted came back.
    if (faulted.length > 0 && salvaged.length > 0) return noMatch
    if (faulted.length > 0)
      return match('suspected', [...faulted, ...degraded], { severity: 'critical' })
    return degraded.length > 0 ? match('suspected', degraded) : noMatch
  },
})
