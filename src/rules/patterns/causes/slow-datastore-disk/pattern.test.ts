import { expect, test } from 'vitest'
import { indexEvidence } from '#src/collect/index-evidence.ts'
import { datastoreLatency } from '#src/model/facts/kubernetes.ts'
import { datastore, filesystems, load, pressure } from '#src/model/facts/node.ts'
import { judge } from '#src/rules/judge.ts'
import { facts, fixture, log, takenAt, testPattern } from '#test/support/pattern.ts'
import pattern from './pattern.ts'

const read = (name: string) => fixture(import.meta.url, name)
const slowRead =
  '"msg":"apply request took too long","took":"2.1s","expected-duration":"100ms","prefix":"read-only range "'
const busy = (cpu: number, io: number) =>
  facts(
    pressure,
    [
      { resource: 'cpu', someAvg10: cpu, someAvg60: cpu, someAvg300: cpu },
      { resource: 'io', someAvg10: io, someAvg60: io, someAvg300: io },
    ],
    'pi01',
  )
const slowSyncAt = (time: string) =>
  log(
    `${time} pi01 k3s[700]: {"level":"warn","msg":"slow fdatasync","took":"2.41s","expected-duration":"1s"}`,
    { node: 'pi01' },
  )
const latency = facts(datastoreLatency, [
  { requests: 900, meanMilliseconds: 600, p99Milliseconds: 4000 },
])
const rootOnCard = (node: string) =>
  facts(filesystems, [{ source: '/dev/mmcblk0p2', target: '/', usedPercent: 30 }], node)
const onCard = (source: string) =>
  facts(datastore, [{ kind: 'etcd', path: '/var/lib/rancher/k3s/server/db', source }], 'pi01')
const noDatastore = (node: string) => facts(datastore, [{ kind: 'none' }], node)

// sysstat 12.
const busyCard =
  'Device            r/s     rkB/s   rrqm/s  %rrqm r_await rareq-sz     w/s     wkB/s   wrqm/s  %wrqm w_await wareq-sz  %util\nmmcblk0          2.00     16.00     0.00   0.00   18.00     8.00   41.00    612.00    12.00  22.64 1890.21    14.93  99.80'

testPattern(pattern, {
  finds: [
    {
      name: 'a card that is busy all the time, and an API that does not come to an answer',
      evidence: [
        log(
          `${busyCard}\nError from server (Timeout): the server was unable to return a response in the time allotted, but may still be processing the request`,
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'the lease of the control plane, which the store of MicroK8s did not take',
      confidence: 'suspected',
      evidence: [
        log(
          'update transaction failed for key /registry/leases/kube-system/kube-scheduler: exec (try: 500): database is locked',
        ),
      ],
    },
    ...[
      '     sync (usec): min=3201, max=290113, avg=38111.09, stdev=9000.1',
      'crag: took: 1.92s, expected-duration: 100ms',
    ].map((text) => ({
      name: `what was measured or noted: ${text.slice(0, 50)}`,
      evidence: [log(text)],
      confidence: 'suspected' as const,
    })),
    ...[
      'FAIL: Throughput too low: 41 writes/s',
      '    sync (msec): min=9, max=611, avg=44.20, stdev=30.11',
    ].map((text) => ({
      name: `what was measured: ${text.trim().slice(0, 30)}`,
      evidence: [log(text)],
      confidence: 'suspected' as const,
    })),
    {
      name: 'seconds as somebody copied them',
      evidence: [log('apply request took too long, took=4.213 s (expected 100 ms)')],
      confidence: 'suspected',
    },
    {
      name: 'seconds as somebody tells them',
      evidence: [log('etcd writes stalled for up to 12 seconds; fsync latency p99 1.8 s')],
      confidence: 'suspected',
    },
    {
      name: 'slow fdatasync while processes wait for the disk, on a processor that is busy as well',
      confidence: 'confirmed',
      subject: 'node/pi01',
      evidence: [slowSyncAt('2026-03-01T11:58:00Z'), busy(80, 45)],
    },
    {
      name: 'slow fdatasync of the night, and a processor that is busy now',
      confidence: 'confirmed',
      subject: 'node/pi01',
      evidence: [slowSyncAt('2026-03-01T03:12:00Z'), busy(80, 1)],
    },
    {
      name: 'elections beside a read that was answered, after seconds',
      evidence: [
        log(
          '"msg":"2c93 is starting a new election at term 898"\n"msg":"apply request took too long","took":"4.2s","expected-duration":"100ms","prefix":"read-only range ","request":"key:\\"/registry/pods\\" ","response":"range_response_count:1 size:2045"',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'SQLite in the words of the API server',
      evidence: [
        log(
          'trace.go:81] Trace[1612309990]: "SQL Commit" (started: 2019-08-23 14:32:28 +0800 CST m=+4038.65) (total time: 5.008937729s):\ncontroller.go:159] failed to update node lease, error: database is locked',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: "the store's step in a trace, 1.19 and older",
      evidence: [log('Trace[463620426]: [9.039221883s] [9.036212381s] Transaction committed')],
      confidence: 'suspected',
    },
    {
      name: 'a card that is slower than its class',
      evidence: [
        log(
          'Sequential write speed 6737 KB/sec (target 10000) - FAIL\nRandom write speed 588 IOPS (target 500) - PASS',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: "the store's step in a trace, before 1.22",
      evidence: [log('Trace[77012]: ---"Object stored in database" 6120ms (10:04:00.120)')],
      confidence: 'suspected',
    },
    {
      name: "the store's step in a trace of today",
      evidence: [log('Trace[77012]:  ---"Txn call completed" 4177ms (13:16:19.985)]')],
      confidence: 'suspected',
    },
    {
      name: 'a whole list from the store',
      evidence: [
        log(
          'Trace[77012]: "List etcd3" key:/pods,resourceVersion:,limit:10000 (10-Apr-2025 21:18:13.013) (total time: 11648ms):',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'slow fdatasync of etcd',
      evidence: [log(read('etcd-v3.5.txt'))],
      confidence: 'confirmed',
    },
    {
      name: 'the words of older etcd',
      evidence: [log(read('etcd-v3.4-old-words.txt'))],
      confidence: 'confirmed',
    },
    {
      name: 'slow SQL of kine, new and old words',
      evidence: [log(read('kine-slow-sql.txt'))],
      confidence: 'suspected',
    },
    {
      name: 'one cut line with seconds',
      evidence: [log(`... ${slowRead} ...`)],
      confidence: 'suspected',
    },
    {
      name: 'seconds with the datastore on a card',
      evidence: [log(slowRead, { node: 'pi01' }), onCard('/dev/mmcblk0p2')],
      confidence: 'confirmed',
      subject: 'node/pi01',
    },
    {
      name: 'seconds, and a pasted df that shows the root on a card',
      evidence: [log(`${slowRead}\n/dev/mmcblk0p2   29G   12G   16G  43% /`)],
      confidence: 'confirmed',
    },
    {
      name: "the API server's own figures",
      evidence: [latency],
      confidence: 'suspected',
    },
  ],
  staysQuiet: [
    {
      name: 'a card that is busy and quick',
      evidence: [log(`${busyCard.replace('1890.21', '   2.21')}\nnet/http: TLS handshake timeout`)],
    },
    ...[
      '     sync (usec): min=320, max=29011, avg=1811.09, stdev=900.1',
      'crag: took: 192ms, expected-duration: 100ms',
    ].map((text) => ({
      name: `what is quick enough: ${text.slice(0, 50)}`,
      evidence: [log(text)],
    })),
    {
      name: 'a disk whose syncs are quick enough',
      evidence: [log('    sync (msec): min=2, max=101, avg= 4.10, stdev= 2.2')],
    },
    {
      name: 'etcd that somebody calls quick',
      evidence: [log('etcd requests took 4 ms, fsync latency 3 ms, and the etcd backup took 20 s')],
    },
    {
      name: 'the database of an application',
      rival: 'app-fault',
      evidence: [log('sqlalchemy.exc.OperationalError: database is locked')],
    },
    {
      name: 'a card that passes its test',
      evidence: [log('Sequential write speed 21454 KB/sec (target 10000) - PASS')],
    },
    {
      name: 'a step that waited for something else before it',
      rival: 'benign-k3s-noise',
      evidence: [log('Trace[463620426]: [9.956464373s] [915.207378ms] Transaction committed')],
    },
    {
      name: 'steps of some hundred milliseconds',
      rival: 'benign-k3s-noise',
      evidence: [
        log(
          'Trace[77012]: ---"Object stored in database" 849ms (09:48:00.562)\nTrace[77012]:  ---"Txn call completed" 635ms (11:12:15.271)]',
        ),
      ],
    },
    {
      name: 'an API server that is not ready yet',
      evidence: [
        log(
          'Trace[77012]: ---"Write to database call failed" len:247,err:services "kubernetes" is forbidden: not yet ready to handle request 10001ms (21:14:21.646)',
        ),
      ],
    },
    {
      name: 'reads that wait for a leader that is lost',
      rival: 'etcd-quorum-or-member',
      evidence: [
        log(
          '"msg":"2c93 is starting a new election at term 898"\n"msg":"apply request took too long","took":"2.000055631s","expected-duration":"100ms","prefix":"read-only range ","request":"key:\\"/health\\" ","response":"","error":"context deadline exceeded"',
        ),
      ],
    },
    {
      name: 'requests of some hundred milliseconds',
      rival: 'benign-k3s-noise',
      evidence: [
        log('"msg":"apply request took too long","took":"183.40ms","expected-duration":"100ms"'),
        log(
          'etcdserver: read-only range request "key:\\"/x\\"" with result "size:5" took too long (152.5ms) to execute',
        ),
      ],
    },
    {
      name: 'errors of a card without a slow datastore',
      rival: 'sd-card-failing',
      evidence: [
        log('mmc0: Timeout waiting for hardware interrupt.\nmmcblk0: error -110 transferring data'),
      ],
    },
  ],
  cannotTell: [
    {
      name: 'one request that the store of MicroK8s did not take',
      evidence: [log('rpc error: code = Unknown desc = exec (try: 500): database is locked')],
    },
    {
      name: 'requests of some tenths of a second, as somebody notes them',
      evidence: [log('crag: took: 611.2ms, expected-duration: 100ms')],
    },
    {
      name: 'a compaction that finds SQLite locked',
      evidence: [
        log(
          'time="2026-03-01T11:40:00Z" level=error msg="Compact failed: failed to compact to revision 88213: database is locked"',
        ),
      ],
    },
    {
      name: 'a snapshot of etcd that is slow on its way',
      evidence: [
        log(
          '{"level":"warn","caller":"v3rpc/maintenance.go:130","msg":"snapshotting taking too long to transfer","at":"41s","bytes":73400320}',
        ),
      ],
    },
    {
      name: 'a leader that changed while somebody asked, alone',
      evidence: [log('Error from server: etcdserver: leader changed')],
    },
    {
      name: 'slow fdatasync where the processor is wanted by all and the disk by nobody',
      evidence: [slowSyncAt('2026-03-01T11:58:00Z'), busy(92, 1)],
    },
    {
      name: 'seconds on a server whose processor is starved',
      evidence: [
        log(
          `${slowRead}\nkubelet.go:2809] "Housekeeping took longer than expected" expected="1s" actual="4.2s"`,
        ),
      ],
    },
    {
      name: "somebody's tally of such lines, on a starved server",
      evidence: [
        log('slow fdatasync: 2 since the morning\nHousekeeping took 2.4s, again and again'),
      ],
    },
    {
      name: 'seconds under a high load without blocked processes',
      evidence: [
        log(slowRead, { node: 'pi01' }),
        facts(
          load,
          [{ one: 14, five: 12, fifteen: 9, cpuCount: 4, blockedProcesses: [0, 1] }],
          'pi01',
        ),
      ],
    },
    {
      name: 'a request that etcd gave up, alone',
      evidence: [log('rpc error: code = Unavailable desc = etcdserver: request timed out')],
    },
    {
      name: 'a quiet log',
      silent: true,
      evidence: [log('level=info msg="Kube API server is now running"')],
    },
  ],
})

test("the API server's figures are about the server's card, and no agent's", () => {
  const evidence = [latency, onCard('/dev/mmcblk0p2'), rootOnCard('pi02'), noDatastore('pi02')]
  const { matched } = judge(
    [pattern],
    indexEvidence(evidence, pattern.queries, Date.parse(takenAt)),
  )
  expect(matched.map(({ subject }) => subject)).toEqual(['node/pi01'])
})
