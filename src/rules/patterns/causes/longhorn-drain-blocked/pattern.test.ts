import { disruptionBudgets, nodes, pods } from '#src/model/facts/kubernetes.ts'
import { facts, fixture, log, testPattern } from '#test/support/pattern.ts'
import pattern from './pattern.ts'

const read = (name: string) => fixture(import.meta.url, name)
const node = (unschedulable: boolean) =>
  facts(nodes, [
    { name: 'pi02', conditions: [], unschedulable, taints: [], roles: [], addresses: [] },
  ])
const manager = {
  namespace: 'longhorn-system',
  name: 'instance-manager-0f7e',
  nodeName: 'pi02',
  phase: 'Running',
  containers: [],
}
const web = { ...manager, namespace: 'default', name: 'web-1' }
const budget = facts(disruptionBudgets, [
  { namespace: 'longhorn-system', name: 'instance-manager-0f7e', disruptionsAllowed: 0 },
])

testPattern(pattern, {
  finds: [
    {
      name: 'a drain that was given up, and the row of a budget',
      confidence: 'suspected',
      evidence: [
        log(
          'error: unable to drain node "pi02" due to error: drain did not complete within 10m0s\ninstance-manager-8763bac9   1   N/A   0   41d',
        ),
      ],
    },
    {
      name: 'a drain that waited for the instance manager to end',
      confidence: 'suspected',
      evidence: [
        log(
          'There are pending pods in node "pi02" when an error occurred: error when waiting for pod "instance-manager-8763" to terminate: global timeout reached: 10m0s',
        ),
      ],
    },
    {
      name: 'the second of two nodes, after the first went well',
      confidence: 'confirmed',
      evidence: [
        log(
          'node/pi01 cordoned\nnode/pi01 drained\nnode/pi02 cordoned\nevicting pod longhorn-system/instance-manager-0a1b\nerror when evicting pods/"instance-manager-0a1b" -n "longhorn-system" (will retry after 5s): Cannot evict pod as it would violate the pod\'s disruption budget.',
        ),
      ],
    },
    {
      name: "the API's own answer to an eviction",
      confidence: 'confirmed',
      evidence: [
        log(
          'TooManyRequests: Cannot evict pod: The disruption budget instance-manager-5c1e needs 1 healthy pods and has 1 currently',
        ),
      ],
    },
    {
      name: 'a pod that nobody would make again, to kubectl of today',
      evidence: [
        log(
          'error: unable to drain node "rack1" due to error:cannot delete Pods that declare no controller (use --force to override): longhorn-system/instance-manager-1f0b, continuing command...',
        ),
      ],
      confidence: 'confirmed',
    },
    {
      name: 'what people tell of it',
      evidence: [
        log('the update cannot go on: pi02 is not drained, for its instance-manager stays'),
      ],
      confidence: 'suspected',
    },
    {
      name: 'the same in other words',
      evidence: [log('Instance Manager pods block the eviction on every node that we drain')],
      confidence: 'suspected',
    },
    {
      name: 'what kubectl drain says',
      evidence: [log(read('drain-v1.33.txt'))],
      confidence: 'confirmed',
    },
    {
      name: 'what longhorn-manager waits for',
      evidence: [log(read('manager-v1.12.txt'))],
      confidence: 'confirmed',
    },
    {
      name: 'a cordoned node that only the instance manager is left on',
      evidence: [node(true), facts(pods, [manager]), budget],
      confidence: 'suspected',
      subject: 'node/pi02',
    },
  ],
  staysQuiet: [
    {
      name: 'a drain that waited and went on',
      evidence: [
        log(
          'node/pi01 cordoned\nevicting pod longhorn-system/instance-manager-0a1b\nerror when evicting pods/"instance-manager-0a1b" -n "longhorn-system" (will retry after 5s): Cannot evict pod as it would violate the pod\'s disruption budget.\npod/instance-manager-0a1b evicted\nnode/pi01 drained',
        ),
      ],
    },
    {
      name: 'a pod of somebody that nobody would make again',
      rival: 'drain-blocked-by-budget',
      evidence: [
        log(
          'cannot delete Pods that declare no controller (use --force to override): default/shell, continuing command...',
        ),
      ],
    },
    {
      name: 'a drain that went well',
      evidence: [log('the drain of pi03 took four minutes, and its instance-manager went last')],
    },
    {
      name: "an application's budget",
      rival: 'drain-blocked-by-budget',
      evidence: [
        log(
          'error when evicting pods/"web-1" -n "default" (will retry after 5s): Cannot evict pod as it would violate the pod\'s disruption budget.',
        ),
      ],
    },
    {
      name: 'the budgets of a cluster at rest',
      evidence: [
        node(false),
        facts(pods, [manager]),
        budget,
        log('longhorn-system   instance-manager-0f7e   1   N/A   0   90d'),
      ],
    },
    {
      name: 'a cordoned node with its pods',
      evidence: [node(true), facts(pods, [manager, web]), budget],
    },
  ],
  cannotTell: [
    {
      name: 'a refusal and a budget that need not belong together',
      evidence: [
        log(
          "Cannot evict pod as it would violate the pod's disruption budget.\nlonghorn-system   instance-manager-0f7e   1   N/A   0   90d",
        ),
      ],
    },
  ],
})
