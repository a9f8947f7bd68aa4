import { disruptionBudgets, nodes } from '#src/model/facts/kubernetes.ts'
import { facts, fixture, log, testPattern } from '#test/support/pattern.ts'
import pattern from './pattern.ts'

const read = (name: string) => fixture(import.meta.url, name)
const budget = (disruptionsAllowed: number, namespace = 'shop', name = 'cart') =>
  facts(disruptionBudgets, [
    { namespace, name, disruptionsAllowed, expectedPods: 1, currentHealthy: 1, desiredHealthy: 1 },
  ])
const cordoned = facts(nodes, [
  { name: 'pi02', conditions: [], unschedulable: true, taints: [], roles: [], addresses: [] },
])
const instanceManager =
  'error when evicting pods/"instance-manager-1c2d" -n "longhorn-system" (will retry after 5s): Cannot evict pod as it would violate the pod\'s disruption budget.'

testPattern(pattern, {
  finds: [
    {
      name: 'a note that begins with the drain',
      evidence: [log('kubectl drain den waits: cart-pdb minAvailable 1, replicas 1')],
      confidence: 'suspected',
    },
    {
      name: 'a drain whose time was over while a budget still refused',
      evidence: [
        log(
          'There are pending pods in node "den" when an error occurred: error when evicting pods/"cart-0" -n "shop": global timeout reached: 2m0s\nerror: unable to drain node "den" due to error: error when evicting pods/"cart-0" -n "shop": global timeout reached: 2m0s, continuing command...',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'Karpenter, which names the budget',
      evidence: [log('Cannot disrupt Node: PDB "shop/cart" prevents pod evictions')],
      confidence: 'suspected',
    },
    {
      name: 'the second of two nodes, after the first went well',
      confidence: 'confirmed',
      evidence: [
        log(
          'node/pi01 cordoned\nnode/pi01 drained\nnode/pi02 cordoned\nevicting pod shop/db-0\nerror when evicting pods/"db-0" -n "shop" (will retry after 5s): Cannot evict pod as it would violate the pod\'s disruption budget.',
        ),
      ],
    },
    {
      name: 'a note of a budget that wants all there are',
      evidence: [log('shop-pdb `minAvailable: 2` on `replicas: 2`: `kubectl drain` hangs')],
      confidence: 'suspected',
    },
    {
      name: 'a pod with two budgets',
      evidence: [
        log(
          'error when evicting pods/"shop-0" -n "shop" (will retry after 5s): This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.',
        ),
      ],
      confidence: 'confirmed',
    },
    {
      name: 'what kubectl says',
      evidence: [log(read('kubectl-v1.33.txt'))],
      confidence: 'confirmed',
    },
    {
      name: "the API's answer",
      evidence: [log(read('eviction-api-v1.36.txt'))],
      confidence: 'confirmed',
    },
    {
      name: 'a cut line',
      evidence: [log("Cannot evict pod as it would violate the pod's disruption budget.")],
      confidence: 'confirmed',
    },
    {
      name: 'a tight budget while a node is cordoned',
      evidence: [budget(0), cordoned],
      confidence: 'suspected',
    },
  ],
  staysQuiet: [
    {
      name: "Longhorn's pod, which was still refused",
      rival: 'longhorn-drain-blocked',
      evidence: [
        log(
          'error when evicting pods/"instance-manager-77aa" -n "longhorn-system": global timeout reached: 2m0s',
        ),
      ],
    },
    {
      name: 'a drain that waited and went on',
      evidence: [
        log(
          'node/pi01 cordoned\nevicting pod shop/db-0\nerror when evicting pods/"db-0" -n "shop" (will retry after 5s): Cannot evict pod as it would violate the pod\'s disruption budget.\npod/db-0 evicted\nnode/pi01 drained',
        ),
      ],
    },
    {
      name: 'a note of a budget that leaves one to spare',
      evidence: [log('shop-pdb `minAvailable: 1` on `replicas: 2`: `kubectl drain` is fine')],
    },
    {
      name: "Longhorn's own budget",
      rival: 'longhorn-drain-blocked',
      evidence: [log(instanceManager)],
    },
    {
      name: "Longhorn's own budget, wrapped",
      rival: 'longhorn-drain-blocked',
      evidence: [
        log(
          'error when evicting pods/"instance-manager-1c2d" -n "longhorn-system" (will retry after 5s):\nCannot evict pod as it would violate the pod\'s disruption budget.',
        ),
      ],
    },
    {
      name: "Longhorn's budget as an object",
      rival: 'longhorn-drain-blocked',
      evidence: [budget(0, 'longhorn-system', 'instance-manager-1'), cordoned],
    },
    {
      name: 'a cordon without any eviction',
      rival: 'cordon-left-behind',
      evidence: [cordoned, budget(1)],
    },
    { name: 'a tight budget while nobody drains', evidence: [budget(0)] },
  ],
  cannotTell: [
    {
      name: 'a pod that does not end',
      evidence: [
        log(
          'error: unable to drain node "den" due to error: error when waiting for pod "cart-0" in namespace "shop" to terminate: global timeout reached: 2m0s, continuing command...',
        ),
      ],
    },
    {
      name: 'a drain that was given up, without the reason',
      evidence: [log('error: unable to drain node "pi-3", aborting command...')],
    },
    {
      name: 'a table of budgets',
      evidence: [
        log(
          'NAMESPACE   NAME   MIN AVAILABLE   MAX UNAVAILABLE   ALLOWED DISRUPTIONS   AGE\nshop        cart   1               N/A               0                     9d',
        ),
        budget(0),
      ],
    },
  ],
})
