import { nodes } from '#src/model/facts/kubernetes.ts'
import { longhornNodes, longhornSettings, longhornVolumes } from '#src/model/facts/longhorn.ts'
import { facts, fixture, log, testPattern } from '#test/support/pattern.ts'
import pattern from './pattern.ts'

const read = (name: string) => fixture(import.meta.url, name)
const disk = (allowScheduling = true) => ({
  name: 'default',
  allowScheduling,
  replicas: [],
  conditions: [],
})
const home = (name: string, allowScheduling = true) => ({
  name,
  allowScheduling,
  conditions: [],
  disks: [disk()],
})
const volume = (wantedReplicas: number, more: object = {}) => ({
  name: 'pvc-1',
  robustness: 'degraded',
  wantedReplicas,
  conditions: [],
  ...more,
})
const node = (name: string, status: 'True' | 'Unknown' = 'True') => ({
  name,
  conditions: [{ type: 'Ready', status }],
  unschedulable: false,
  taints: [],
  roles: [],
  addresses: [],
})

/** A degraded volume, these nodes, and the setting of three, as kubectl prints them. */
const tablesOf = (...names: readonly string[]) =>
  log(`NAME      DATA ENGINE  STATE     ROBUSTNESS  SCHEDULED  SIZE        NODE  AGE
pvc-11    v1           attached  degraded               10737418240 pi2   90d
$ kubectl -n longhorn-system get nodes.longhorn.io
NAME  READY  ALLOWSCHEDULING  SCHEDULABLE  AGE
${names.map((name) => `${name}   True   true             True         90d`).join('\n')}
$ kubectl -n longhorn-system get setting default-replica-count
NAME                    VALUE  APPLIED  AGE
default-replica-count   3      true     90d`)

testPattern(pattern, {
  finds: [
    {
      name: 'tables of two nodes and of degraded volumes, and the setting of three',
      evidence: [tablesOf('pi2', 'pi3')],
      confidence: 'suspected',
    },
    {
      name: 'a wish in a sentence',
      confidence: 'suspected',
      evidence: [log('the volume wants 3 replicas, and this is a single-node cluster')],
    },
    {
      name: 'a number that is passed',
      confidence: 'suspected',
      evidence: [log('on my one node cluster a volume with more than one replica stays degraded')],
    },
    {
      name: 'a setting beside the number of workers, in notes',
      evidence: [log('default-replica-count: 3\nthe lab has two workers')],
      confidence: 'suspected',
    },
    {
      name: 'the same on one node',
      evidence: [log('numberOfReplicas: 2 on a single-node K3s')],
      confidence: 'suspected',
    },
    {
      name: 'the same in Spanish',
      evidence: [log('numberOfReplicas: "3" y un solo nodo')],
      confidence: 'suspected',
    },
    {
      name: 'what people tell of two nodes',
      evidence: [log('with two nodes the replica scheduling fails for each new volume')],
      confidence: 'suspected',
    },
    {
      name: 'replicas that found no home, counted by hand',
      evidence: [log('each volume has one replica that runs and two unscheduled replicas')],
      confidence: 'suspected',
    },
    {
      name: 'the words of Longhorn 1.4',
      evidence: [log(read('manager-v1.4.txt'))],
      confidence: 'suspected',
    },
    { name: 'a volume that does not attach for it', evidence: [log(read('attach-v1.0.txt'))] },
    { name: "the volume's own condition", evidence: [log(read('condition-v1.12.txt'))] },
    {
      name: 'three wanted, two nodes',
      evidence: [
        facts(longhornVolumes, [volume(3)]),
        facts(longhornNodes, [home('pi01'), home('pi02')]),
      ],
      confidence: 'confirmed',
      subject: 'volume/pvc-1',
    },
    {
      name: 'three nodes, one of which takes no replica',
      evidence: [
        facts(longhornVolumes, [volume(3)]),
        facts(longhornNodes, [home('pi01'), home('pi02'), home('pi03', false)]),
      ],
      confidence: 'confirmed',
    },
    {
      name: 'a manifest that wants more than the table of nodes shows',
      evidence: [log('  numberOfReplicas: "3"'), facts(nodes, [node('a'), node('b')])],
      confidence: 'suspected',
    },
  ],
  staysQuiet: [
    {
      name: 'the same tables with a third node',
      evidence: [tablesOf('pi2', 'pi3', 'pi4')],
    },
    {
      name: 'a sentence that two nodes can fulfil',
      evidence: [log('each volume needs 2 replicas\nthe lab has 2 nodes')],
    },
    {
      name: 'a number passed that the nodes still hold',
      evidence: [log('volumes with more than 1 replica are fine\nthe lab has 2 nodes')],
    },
    {
      name: 'a wish without a word of the nodes',
      evidence: [log('the chart requires 3 replicas')],
    },
    {
      name: 'as many nodes as replicas, in notes',
      evidence: [log('defaultReplicaCount: 2\nthe lab has 2 nodes')],
    },
    {
      name: 'one of several nodes is down',
      evidence: [log('numberOfReplicas: 3\n1 node is down')],
    },
    {
      name: 'the words of the scheduler',
      evidence: [
        log('numberOfReplicas: 3\n0/3 nodes are available: 1 node(s) had untolerated taint'),
      ],
    },
    {
      name: 'workers beside a control plane that may hold replicas',
      evidence: [log('numberOfReplicas: 3\n1 control plane and 2 workers')],
    },
    {
      name: 'a disk without room, in the same breath',
      rival: 'longhorn-disk-unschedulable',
      evidence: [log('replica scheduling fails\nError Message: insufficient storage')],
    },
    {
      name: 'as many replicas as nodes',
      evidence: [
        facts(longhornVolumes, [volume(2)]),
        facts(longhornNodes, [home('pi01'), home('pi02')]),
      ],
    },
    {
      name: 'replicas that may share a node',
      evidence: [
        facts(longhornVolumes, [volume(3)]),
        facts(longhornNodes, [home('pi01'), home('pi02')]),
        facts(longhornSettings, [{ name: 'replica-soft-anti-affinity', value: 'true' }]),
      ],
    },
    {
      name: 'nodes enough, but no room on a disk',
      rival: 'longhorn-disk-unschedulable',
      evidence: [
        log(read('manager-v1.4.txt')),
        log('message: precheck new replica failed: insufficient storage'),
      ],
    },
    {
      name: 'nodes enough, but none with the tags',
      rival: 'longhorn-disk-unschedulable',
      evidence: [log('precheck new replica failed: tags not fulfilled')],
    },
    {
      name: 'words of yesterday, nodes enough today',
      evidence: [
        log(read('manager-v1.4.txt')),
        facts(longhornVolumes, [volume(2, { robustness: 'healthy' })]),
        facts(longhornNodes, [home('pi01'), home('pi02')]),
      ],
    },
    { name: 'a pod that is not scheduled', evidence: [log('skipping pod: not scheduled yet')] },
  ],
  cannotTell: [
    {
      name: 'no place while a node is away',
      evidence: [
        log(read('manager-v1.4.txt')),
        facts(nodes, [node('a'), node('b'), node('c', 'Unknown')]),
      ],
    },
  ],
})
