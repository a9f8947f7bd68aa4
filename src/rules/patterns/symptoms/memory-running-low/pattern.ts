import { trends } from '#src/model/facts/trends.ts'
import { defineSymptom } from '../../../define-pattern.ts'
import { foreseen } from '../../words/foreseen.ts'

export default defineSymptom({
  id: 'memory-running-low',
  title: 'Free memory creeps away, day after day',
  severity: 'warning',
  stage: 'experimental',
  since: '0.1.0',
  scope: 'cluster',
  reads: { trends },
  rivals: [
    {
      cause: 'oom-killer-node',
      tell: 'No forecast: the kernel has killed processes already, `Out of memory: Killed process`.',
    },
  ],
  decides: 'kubectl top pods -A --sort-by=memory',
  remedy: 'free-memory',
  docs: {
    meaning:
      'The memory that programs of a node can still get (MemAvailable, caches not counted) went down in most of the days since it last rose, by the figures that Bramble keeps of each look. Something grows and gives nothing back. More than two weeks ahead it is told for information.',
    impact:
      'Nothing yet. When it ends, the kubelet evicts pods or the kernel kills processes, and a small board may hang before either.',
    diagnosis:
      '`bramble trends {node}` shows the course. See who grows, today and again tomorrow: `kubectl top pods -A --sort-by=memory`, and on that node `ps -eo rss,comm --sort=-rss | head` and `systemd-cgtop -m -b -n 1`.',
    mitigation:
      'Give the pod that grows a memory limit, so that it alone is restarted and not its neighbours, and report its leak. If it is no pod, restart that program at an hour of your choice, on servers one after the other.',
    references: [
      'https://docs.kernel.org/filesystems/proc.html',
      'https://kubernetes.io/docs/concepts/scheduling-eviction/node-pressure-eviction/',
      'https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/',
    ],
  },

  match: ({ trends }) => foreseen(trends, ['memory-available']),
})
