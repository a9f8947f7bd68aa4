import { describe, expect, test } from 'vitest'
import { indexEvidence } from '#src/collect/index-evidence.ts'
import { judge } from '#src/rules/judge.ts'
import { patterns } from '#src/rules/patterns/index.ts'
import { log, takenAt } from '#test/support/pattern.ts'

/**
 * Lines beside those that a pattern asks about: of another program or place, or settled since. A
 * question that is asked at each of them would stand below every paste.
 */
const beside: readonly (readonly [id: string, name: string, text: string])[] = [
  [
    'node-overload',
    'a kubelet that answers metrics-server with a refusal',
    'E0301 11:58:02.104 1 scraper.go:149] "Failed to scrape node" err="request failed, status: 403 Forbidden" node="pi04"',
  ],
  [
    'clock-skew',
    'a file system from the future, and a time server that answered since',
    'systemd-fsck[298]: /dev/sda2: Superblock last write time (Sun Mar  1 11:40:00 2026,\nsystemd-timesyncd[402]: Initial clock synchronization to Sun 2026-03-01 11:41:07.221 UTC.',
  ],
  [
    'clock-skew',
    'one time server that does not answer',
    'systemd-timesyncd[402]: Timed out waiting for reply from 192.0.2.7:123 (0.debian.pool.ntp.org).',
  ],
  [
    'slow-datastore-disk',
    'an application whose own SQLite is locked',
    'sqlite3.OperationalError: database is locked',
  ],
  [
    'kernel-limit-exhausted',
    'a filter that the kernel calls invalid',
    'error during container init: unable to init seccomp: error loading seccomp filter into kernel: error loading seccomp filter: errno 22',
  ],
  [
    'rwx-or-nfs-mount',
    'a share manager that waited, and has its volume',
    'time="2026-03-01T11:40:00Z" level=warning msg="Waiting with nfs server start, volume is not attached" volume=pvc-77aa\ntime="2026-03-01T11:40:05Z" level=info msg="Starting nfs server, volume is ready for export" volume=pvc-77aa',
  ],
  [
    'longhorn-csi-driver-not-registered',
    'a sidecar whose plugin answered at last',
    'W0301 11:58:02.104 1 connection.go:233] Still connecting to unix:///csi/csi.sock\nI0301 11:58:12.104 1 main.go:150] CSI driver name: "driver.longhorn.io"',
  ],
  [
    'longhorn-csi-driver-not-registered',
    "a claim that waits for somebody else's driver",
    "Waiting for a volume to be created either by the external provisioner 'nfs.csi.k8s.io' or manually by the system administrator.",
  ],
  [
    'cert-not-trusted',
    'a caller without any token',
    'E0301 11:58:02.104 912 authentication.go:73] "Unable to authenticate the request" err="no credentials found"',
  ],
  [
    'oom-killer-node',
    'a driver that wants too large a piece',
    'kernel: kworker/2:1: page allocation failure: order:6, mode:0x40cc0(GFP_KERNEL), nodemask=(null)',
  ],
  [
    'usb-storage-fault',
    'a console that is not there',
    'systemd[1]: Timed out waiting for device dev-ttyS0.device - /dev/ttyS0.',
  ],
  [
    'disk-media-failing',
    'a CD drive without a disc',
    'kernel: Buffer I/O error on dev sr0, logical block 0, async page read',
  ],
  [
    'traffic-blocked',
    'a service of the cluster that is starting',
    'Get "https://10.43.7.7:443/apis": dial tcp 10.43.7.7:443: connect: connection refused',
  ],
  [
    'traffic-blocked',
    'a database that its own probe finds closed',
    'Readiness probe failed: dial tcp 10.42.1.5:5432: connect: connection refused',
  ],
  [
    'server-unreachable-from-agent',
    'a tunnel of an agent that restarts',
    'level=info msg="error in remotedialer server [400]: websocket: close 1006 (abnormal closure): unexpected EOF"',
  ],
]

describe('nothing is found in a line beside it, and nothing is asked', () => {
  test.each(beside)('%s: %s', (id, _, text) => {
    const asked = patterns.filter((pattern) => pattern.id === id)
    expect(asked).toHaveLength(1)
    const queries = asked.flatMap((pattern) => pattern.queries)
    const { matched, undecided } = judge(
      asked,
      indexEvidence([log(text)], queries, Date.parse(takenAt)),
    )
    expect(matched.map((found) => found.subject)).toEqual([])
    expect(undecided.map(({ reason }) => reason)).toEqual([])
  })
})
