import { trends } from '#src/model/facts/trends.ts'
import { defineSymptom } from '../../../define-pattern.ts'
import { recurring } from '../../words/recurring.ts'

export default defineSymptom({
  id: 'rebuilds-for-days',
  title: 'Longhorn volumes lose replicas and rebuild them, day after day',
  severity: 'info',
  stage: 'experimental',
  since: '0.1.0',
  scope: 'cluster',
  reads: { trends },
  rivals: [],
  decides: 'kubectl -n longhorn-system get events --sort-by=.lastTimestamp',
  remedy: 'wait-for-rebuild',
  docs: {
    meaning:
      'On three days or more of the last fortnight volumes became degraded that had all been well at the look before, by the figures that Bramble keeps. Each time replicas were lost and built anew. Reboots and updates of nodes do that too.',
    impact:
      'During each rebuild a volume has a copy less, and network and disks are busy. A node lost at that time may take the last copy with it.',
    diagnosis:
      '`bramble history` shows whether it was your own reboots. If not: `kubectl -n longhorn-system get replicas.longhorn.io -o wide` shows the node that loses them, and `bramble autopsy NODE` why.',
    mitigation:
      'Find the node or link that drops out and mend that first. Reboot and drain nothing while a volume is degraded.',
    references: ['https://longhorn.io/docs/1.12.1/high-availability/'],
  },

  match: ({ trends }) =>
    recurring(trends, { series: 'degraded-volumes', words: 'volumes became degraded' }),
})
