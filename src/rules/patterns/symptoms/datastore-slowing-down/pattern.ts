import { datastoreLatency } from '#src/model/facts/kubernetes.ts'
import { trends } from '#src/model/facts/trends.ts'
import { because, match, noMatch } from '#src/model/verdict.ts'
import { defineSymptom } from '../../../define-pattern.ts'

/** A healthy small cluster answers in well under this; what rises below it hurts nobody. */
const noticedMilliseconds = 100

export default defineSymptom({
  id: 'datastore-slowing-down',
  title: 'The datastore answers more slowly, day after day',
  severity: 'info',
  stage: 'experimental',
  since: '0.1.0',
  scope: 'cluster',
  reads: { trends, datastoreLatency },
  rivals: [
    {
      cause: 'slow-datastore-disk',
      tell: 'It is slow now: requests of half a second and more, `slow fdatasync`, leases that are lost.',
    },
  ],
  decides: 'journalctl -u k3s --since -1d -g "slow fdatasync|Slow SQL|took too long"',
  remedy: 'move-datastore',
  docs: {
    meaning:
      "Of the API server's requests to etcd or SQLite the slowest hundredth took longer in most of the last days, by the figures that Bramble keeps of each look, and takes 100 ms or more now. From half a second on `bramble check` fails.",
    impact: 'Nothing yet. Later leases are lost, K3s exits and nodes turn NotReady.',
    diagnosis:
      '`bramble trends` shows the course. On a server: `iostat -x 5 3` for the disk, `sudo du -sh /var/lib/rancher/k3s/server/db` for the size of the datastore.',
    mitigation:
      'Take load off that disk, or move the datastore from an SD card to an SSD or NVMe drive, before it is urgent. Where the datastore itself grows, find what writes so many objects: often events, or an operator that updates without end.',
    references: [
      'https://etcd.io/docs/v3.6/faq/#what-does-the-etcd-warning-apply-request-took-too-long-mean',
      'https://docs.k3s.io/installation/requirements',
    ],
  },

  match({ trends, datastoreLatency }) {
    const rising = trends.find(
      ({ series, direction }) => series === 'datastore-p99' && direction === 'rising',
    )
    const slow = datastoreLatency.find((one) => one.p99Milliseconds >= noticedMilliseconds)
    if (!rising || !slow) return noMatch
    const course = `the slowest hundredth took ${Math.round(rising.perDay ?? 0)} ms longer each day`
    return match('confirmed', [
      because(rising, course),
      because(slow, `it takes ${slow.p99Milliseconds} ms now`),
    ])
  },
})
