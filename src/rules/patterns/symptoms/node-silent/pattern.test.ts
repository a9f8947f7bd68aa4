import { nodes } from '#src/model/facts/kubernetes.ts'
import { facts, fixture, log, testPattern } from '#test/support/pattern.ts'
import pattern from './pattern.ts'

const node = (status: 'True' | 'False' | 'Unknown', more = {}) => ({
  name: 'pi03',
  conditions: [{ type: 'Ready', status, ...more }],
  unschedulable: false,
  taints: [],
  roles: [],
  addresses: [],
})

testPattern(pattern, {
  finds: [
    {
      name: 'Ready is Unknown',
      confidence: 'confirmed',
      subject: 'node/pi03',
      evidence: [facts(nodes, [node('Unknown', { reason: 'NodeStatusUnknown' })])],
    },
    {
      name: 'still Ready, but the lease is old',
      confidence: 'suspected',
      subject: 'node/pi03',
      evidence: [facts(nodes, [{ ...node('True'), leaseRenewedAt: '2026-03-01T11:58:20.000Z' }])],
    },
    {
      name: 'a row of a table',
      confidence: 'suspected',
      evidence: [facts(nodes, [node('False')])],
    },
    {
      name: 'a row of a pasted table',
      confidence: 'suspected',
      subject: 'node/pi03',
      evidence: [
        log(
          'pi01   Ready      control-plane   4d   v1.36.3+k3s1\npi03   NotReady   <none>          4d   v1.36.3+k3s1',
        ),
      ],
    },
    {
      name: 'a description',
      confidence: 'suspected',
      evidence: [log(fixture(import.meta.url, 'describe.txt'))],
    },
  ],
  staysQuiet: [
    {
      name: 'Ready, lease fresh',
      evidence: [facts(nodes, [{ ...node('True'), leaseRenewedAt: '2026-03-01T11:59:55.000Z' }])],
    },
    {
      name: 'a kubelet that says itself why it is not ready',
      rival: 'cni-not-ready',
      evidence: [
        facts(nodes, [
          node('False', {
            reason: 'KubeletNotReady',
            message: 'container runtime network not ready',
          }),
        ]),
      ],
    },
  ],
  cannotTell: [
    {
      name: 'no Ready condition',
      evidence: [facts(nodes, [{ ...node('True'), conditions: [] }])],
    },
  ],
})
