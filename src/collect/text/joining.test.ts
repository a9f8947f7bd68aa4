import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type LineQuery, lines } from '../../model/line.ts'
import { scanText } from './scan.ts'

const takenAt = Date.parse('2026-11-24T12:00:00Z')

/** How often each query is found. */
function counts(text: string, queries: readonly LineQuery[]): number[] {
  const { lines: found } = scanText(text, queries, { evidence: 'e1', origin: 'unknown', takenAt })
  return queries.map((query) => (found.get(query) ?? []).reduce((sum, { count }) => sum + count, 0))
}

/** Breaks every line at a column, as a terminal does; blanks at an end may get lost in copying. */
function terminal(text: string, width: number, trims: boolean): string {
  return text
    .split('\n')
    .map((line) => line.replace(new RegExp(`.{${width}}(?=.)`, 'g'), '$&\n'))
    .join('\n')
    .replace(/ +$/gm, (blanks) => (trims ? '' : blanks))
}

/** Breaks every line at blanks, which are dropped, as mail programs do; long words stick out. */
function mail(text: string, width: number, prefix: string): string {
  return text
    .split('\n')
    .map((line) => {
      const rows: string[] = []
      let row = ''
      for (const word of line.split(' ')) {
        if (row !== '' && row.length + 1 + word.length > width) {
          rows.push(row)
          row = word
        } else
          row =
            row === '' && rows.length > 0
              ? word
              : row === '' && word === line.split(' ')[0]
                ? word
                : `${row} ${word}`
      }
      return [...rows, row].map((one) => prefix + one).join('\n')
    })
    .join('\n')
}

interface Fixture {
  readonly name: string
  readonly text: string
  readonly queries: readonly LineQuery[]
}

const fixtures: readonly Fixture[] = [
  {
    name: 'a journal of K3s',
    text: [
      'Nov 24 01:02:03 pi03 k3s[812]: E1124 01:02:03.123456     812 controller.go:145] "Failed to ensure lease exists, will retry" err="Get \\"https://127.0.0.1:6444/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/pi03?timeout=10s\\": net/http: TLS handshake timeout" interval="7s"',
      'Nov 24 01:02:04 pi03 k3s[812]: {"level":"warn","ts":"2026-11-24T01:02:04.100000Z","caller":"txn/util.go:93","msg":"apply request took too long","took":"3.354978747s","expected-duration":"100ms","prefix":"read-only range ","request":"key:\\"/registry/leases/\\" limit:1 "}',
      'Nov 24 01:02:05 pi03 systemd[1]: k3s.service: Main process exited, code=exited, status=1/FAILURE',
    ].join('\n'),
    queries: [
      lines('TLS handshake timeout'),
      lines('Failed to ensure lease exists, will retry', /err=".*TLS handshake timeout/),
      lines('apply request took too long', /"took":"(?<took>\d+\.\d+)s"/),
      lines('Main process exited', /code=exited, status=1\/FAILURE$/),
    ],
  },
  {
    name: 'kernel lines',
    text: [
      '[565255.278557] memcpy: detected field-spanning write (size 72) of single field "&mgmt_frame->u" at drivers/net/wireless/broadcom/brcm80211/brcmfmac/p2p.c:1433 (size 26)',
      '[565255.489934] Hardware name: Raspberry Pi 4 Model B Rev 1.5 (DT)',
      '[565260.000001] oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=cri-containerd-5db307.scope,mems_allowed=0,oom_memcg=/kubepods.slice/kubepods-pod8a72f9c8.slice,task_memcg=/kubepods.slice,task=lab-app,pid=28685,uid=0',
    ].join('\n'),
    queries: [
      lines('brcmfmac/p2p.c'),
      lines('detected field-spanning write', /brcmfmac\/p2p\.c:\d+/),
      lines('oom-kill:constraint=', /oom_memcg=\/kubepods\.slice\/\S+,task=lab-app/),
    ],
  },
  {
    name: 'events of kubectl describe',
    text: [
      'Events:',
      '  Type     Reason       Age                From     Message',
      '  ----     ------       ----               ----     -------',
      '  Warning  FailedMount  30s (x7 over 63s)  kubelet  MountVolume.MountDevice failed for volume "pvc-1" : rpc error: code = Internal desc = mount failed: exit status 32: /dev/longhorn/pvc-1 already mounted or mount point busy.',
      '  Warning  FailedMount  20s                kubelet  Unable to attach or mount volumes: unmounted volumes=[data], timed out waiting for the condition',
    ].join('\n'),
    queries: [
      lines('already mounted or mount point busy'),
      lines('MountVolume.MountDevice failed', /volume "(?<volume>[^"]+)".*mount point busy/),
      lines('timed out waiting for the condition'),
    ],
  },
  {
    name: 'a message alone',
    text: 'Error: failed calling webhook "validator.longhorn.io": failed to call webhook: Post "https://longhorn-admission-webhook.longhorn-system.svc:9502/v1/webhook/validation?timeout=10s": dial tcp 10.105.249.195:9502: connect: operation not permitted',
    queries: [
      lines('failed calling webhook "validator.longhorn.io"'),
      lines('longhorn-admission-webhook', /dial tcp \S+: connect: operation not permitted/),
    ],
  },
]

describe('a text that was broken', () => {
  for (const { name, text, queries } of fixtures) {
    const whole = queries.map(() => 1)

    test(`is whole to begin with: ${name}`, () => expect(counts(text, queries)).toEqual(whole))

    test(`by a terminal is found, once: ${name}`, () => {
      fc.assert(
        fc.property(fc.integer({ min: 40, max: 300 }), fc.boolean(), (width, trims) => {
          expect(counts(terminal(text, width, trims), queries)).toEqual(whole)
        }),
        { numRuns: 300 },
      )
    })

    test(`by a mailer is found, once: ${name}`, () => {
      fc.assert(
        fc.property(
          fc.integer({ min: 40, max: 300 }),
          fc.constantFrom('', '> ', '>> ', '    '),
          (width, prefix) => {
            expect(counts(mail(text, width, prefix), queries)).toEqual(whole)
          },
        ),
        { numRuns: 300 },
      )
    })
  }
})

describe('a list of broken messages', () => {
  const messages = [
    '[ERROR] plugin/errors: 2 registry.example. A: read udp 10.42.0.5:44321->192.168.1.1:53: i/o timeout',
    '[ERROR] plugin/errors: 2 git.example. AAAA: read udp 10.42.0.5:35001->192.168.1.1:53: i/o timeout',
  ]

  test.each([60, 72, 76])('holds each of them, broken by a mailer at %i', (width) => {
    const whole = lines('plugin/errors', /^\[ERROR\] plugin\/errors: 2 \S+ .*: i\/o timeout$/)
    expect(counts(mail(messages.join('\n'), width, '> '), [whole])).toEqual([2])
  })

  test('keeps its words apart where only one line is the longest', () => {
    const refused = lines('is deny-listed', /^(?!.*allow-listed).* 'br_netfilter' is deny-listed/)
    const text =
      "Nov 03 02:14:07 pi02 systemd-modules-load[222]: Module 'br_netfilter'\nis deny-listed (by kmod)"
    expect(counts(text, [refused])).toEqual([1])
  })
})

describe('lines that are not one', () => {
  const query = lines('mount point busy')

  test.each([
    ['with an empty line between them', 'a mount point\n\nbusy as ever'],
    [
      'that both begin like log records',
      'Nov 24 01:02:03 pi03 app[1]: a mount point\nNov 24 01:02:04 pi03 app[1]: busy',
    ],
    ['with a prompt between them', 'a mount point\n$ df -h\nbusy'],
    ['in two fences', '```\na mount point\n```\n```\nbusy\n```'],
    ['that are rows of a table', 'web-1   1/1   Running   0   5d\nweb-2   1/1   Running   0   5d'],
  ])('%s stay apart', (_, text) => {
    expect(counts(text, [query, lines('web-1', /web-1.*web-2/)])).toEqual([0, 0])
  })

  test('make no expression fit that needs both, where nothing was broken', () => {
    const text =
      'the first thing failed\nnothing here\nthe disk is well and has been for a long while now'
    expect(counts(text, [lines('failed', /failed.*disk/)])).toEqual([0])
  })

  test('that begin alike are two messages, though the first is the longest', () => {
    const text =
      'Stream closed EOF for longhorn-system/longhorn-manager-4m48w (wait-longhorn-admission-webhook)\nStream closed EOF for longhorn-system/longhorn-manager-4m48w (longhorn-manager)'
    expect(counts(text, [lines('admission-webhook', /admission-webhook.*EOF/)])).toEqual([0])
  })

  test('let no word be forbidden only because it stands on the next line', () => {
    const forbids = lines('dial tcp ', /^(?!.*connection refused)/)
    const text =
      'Nov 24 01:02:03 pi03 k3s[1]: dial tcp 10.0.0.1:6443: connect: conn\nection refused'
    expect(counts(text, [forbids])).toEqual([0])
    expect(counts(text.split('\n')[0] ?? '', [forbids])).toEqual([1])
  })
})
