import { longhornEngines } from '#src/model/facts/longhorn.ts'
import { load } from '#src/model/facts/node.ts'
import { facts, fixture, log, testPattern } from '#test/support/pattern.ts'
import pattern from './pattern.ts'

const read = (name: string) => fixture(import.meta.url, name)
const engine = {
  name: 'pvc-2f-e-0',
  volume: 'pvc-2f',
  replicaModes: {},
  rebuilding: [{ replica: 'pvc-2f-r-88', progressPercent: 12 }],
  conditions: [],
}
const loadOf = (five: number) =>
  facts(load, [{ one: five, five, fifteen: five, cpuCount: 4 }], 'pi02')

testPattern(pattern, {
  finds: [
    {
      name: 'a limit of rebuilds and the pressure of that hour',
      evidence: [log('replica rebuild limit per node: 5\nIO PSI some 71.4% on every node')],
      confidence: 'suspected',
    },
    {
      name: "the kernel's own measure of pressure beside a rebuild",
      evidence: [
        log(
          'Start rebuilding replica pvc-9-r-1\nfull avg10=62.11 avg60=58.03 avg300=40.70 total=993311',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'processors that wait for disks',
      evidence: [log('three replicas are rebuilt\niowait: 82.5%')],
      confidence: 'suspected',
    },
    {
      name: 'what people tell of rebuilds',
      evidence: [
        log('since the reboot all replicas are rebuilding at once, with high disk I/O on every Pi'),
      ],
      confidence: 'suspected',
    },
    {
      name: 'what people tell of snapshots',
      evidence: [log('the snapshot jobs of twelve volumes overwhelm the nodes at midnight')],
      confidence: 'suspected',
    },
    {
      name: 'rebuilds and probes of Longhorn that time out',
      evidence: [log(read('events-v1.6.txt'))],
      confidence: 'suspected',
    },
    {
      name: 'a rebuild under a high load',
      evidence: [log(read('uptime.txt'))],
      confidence: 'suspected',
    },
    {
      name: 'both, measured',
      evidence: [facts(longhornEngines, [engine]), loadOf(14)],
      confidence: 'suspected',
    },
  ],
  staysQuiet: [
    {
      name: 'a limit of rebuilds without any trouble',
      evidence: [log('concurrent-replica-rebuild-per-node-limit: 5')],
    },
    {
      name: 'a rebuild under a low pressure',
      evidence: [
        log(
          'Start rebuilding replica pvc-9-r-1\nfull avg10=2.11 avg60=1.03 avg300=0.70 total=993311',
        ),
      ],
    },
    {
      name: 'pressure without a rebuild',
      rival: 'node-overload',
      evidence: [log('full avg10=62.11 avg60=58.03 avg300=40.70 total=993311')],
    },
    {
      name: 'a rebuild that goes well',
      evidence: [log('two volumes are rebuilding after the reboot, and the nodes are calm')],
    },
    {
      name: 'load without any rebuild',
      evidence: [log('the backup of the laptop brings high load')],
    },
    { name: 'a rebuild on idle nodes', evidence: [facts(longhornEngines, [engine]), loadOf(1.2)] },
    {
      name: 'a high load without any rebuild',
      rival: 'node-overload',
      evidence: [facts(longhornEngines, [{ ...engine, rebuilding: [] }]), loadOf(14)],
    },
    {
      name: 'an engine that died, nothing rebuilt',
      rival: 'longhorn-engine-lost-replicas',
      evidence: [log('level=error msg="R/W Timeout. No response received in 8s"')],
    },
    { name: 'a RAID of the host', evidence: [log('md0: rebuilding, load average: 18.0, 2, 1')] },
  ],
  cannotTell: [
    {
      name: 'replicas that wait for their turn',
      evidence: [
        log(
          'Replica rebuildings for map[pvc-5-r-1:{}] are in progress on this node, which reaches or exceeds the concurrent limit value 5',
        ),
      ],
    },
    {
      name: 'an instance manager that does not answer in time',
      evidence: [
        log(
          'level=error msg="Failed to receive next item in process watch" error="rpc error: code = Unavailable desc = keepalive ping failed to receive ACK within timeout"',
        ),
      ],
    },
    {
      name: 'a rebuild whose client gave up',
      evidence: [
        log(
          'Replica rebuild fail with context deadline exceeded (Client.Timeout exceeded while awaiting headers)',
        ),
      ],
    },
    {
      name: 'a rebuild on nodes whose load nobody saw',
      evidence: [facts(longhornEngines, [engine])],
    },
  ],
})
