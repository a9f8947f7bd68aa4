import { nodes } from '#src/model/facts/kubernetes.ts'
import { facts, fixture, log, testPattern } from '#test/support/pattern.ts'
import pattern from './pattern.ts'

// The observation of these tests is taken at 2026-03-01T12:00:00Z.
const read = (name: string) => fixture(import.meta.url, name)
const node = (status: 'True' | 'Unknown', addedAt?: string, unschedulable = true) =>
  facts(nodes, [
    {
      name: 'crag2',
      conditions: [{ type: 'Ready', status }],
      unschedulable,
      taints: unschedulable
        ? [
            {
              key: 'node.kubernetes.io/unschedulable',
              effect: 'NoSchedule',
              ...(addedAt && { addedAt }),
            },
          ]
        : [],
      roles: [],
      addresses: [],
    },
  ])

testPattern(pattern, {
  finds: [
    {
      name: 'a note',
      evidence: [log('den is still SchedulingDisabled, a week after the upgrade')],
      confidence: 'suspected',
    },
    {
      name: 'the manifest of a node',
      evidence: [log('spec:\n  podCIDR: 10.42.3.0/24\n  unschedulable: true')],
      confidence: 'suspected',
    },
    {
      name: 'the taint, which an older scheduler names',
      evidence: [
        log(
          "0/2 nodes are available: 1 node(s) had taint {node.kubernetes.io/unschedulable: }, that the pod didn't tolerate.",
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a description of the node',
      evidence: [
        log(
          'Taints:             node.kubernetes.io/unschedulable:NoSchedule\nUnschedulable:      true\n  Ready   True   KubeletReady   kubelet is posting ready status',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a table alone, all else well',
      evidence: [log(read('nodes-v1.33.txt'))],
      confidence: 'suspected',
    },
    {
      name: 'the words of the scheduler',
      evidence: [log(read('scheduler-v1.29.txt'))],
      confidence: 'suspected',
    },
    {
      name: 'a cordon of yesterday',
      evidence: [node('True', '2026-02-28T12:00:00Z')],
      confidence: 'confirmed',
      subject: 'node/crag2',
    },
    {
      name: 'a cordon for which a pod waits',
      evidence: [node('True'), log(read('scheduler-v1.29.txt'))],
      confidence: 'suspected',
      subject: 'node/crag2',
    },
    {
      name: "Longhorn's condition of its node",
      confidence: 'suspected',
      evidence: [
        log(
          '    message: Node den-2 is cordoned\n    reason: KubernetesNodeCordoned\n    status: "False"\n    type: Schedulable',
        ),
      ],
    },
  ],
  staysQuiet: [
    {
      name: 'a cordon of a drain that goes on',
      rival: 'drain-blocked-by-budget',
      evidence: [node('True', '2026-02-28T12:00:00Z'), log('evicting pod default/web-1')],
    },
    {
      name: 'a cordoned node that is away',
      rival: 'k3s-service-stopped',
      evidence: [node('Unknown', '2026-02-28T12:00:00Z')],
    },
    {
      name: 'nodes without room',
      rival: 'node-overload',
      evidence: [
        node('True', undefined, false),
        log('0/3 nodes are available: 3 Insufficient memory.'),
      ],
    },
    {
      name: 'the same while a drain is at work',
      evidence: [log('    reason: KubernetesNodeCordoned\nevicting pod default/shop-1')],
    },
  ],
  cannotTell: [
    {
      name: 'a description of a node that is silent as well',
      evidence: [
        log(
          'Unschedulable:      true\n  Ready   Unknown   NodeStatusUnknown   Kubelet stopped posting node status.',
        ),
      ],
    },
    { name: 'a cordon of this minute', evidence: [node('True', '2026-03-01T11:59:00Z')] },
    {
      name: 'a table in which another node is away',
      evidence: [log(`${read('nodes-v1.33.txt')}crag3   NotReady   <none>   90d   v1.33.4+k3s1`)],
    },
  ],
})
