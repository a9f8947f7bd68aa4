import { csiNodes, pods } from '#src/model/facts/kubernetes.ts'
import { because, fail, pass, unknown } from '#src/model/verdict.ts'
import { csiDriver, isCsiPlugin } from '../csi-plugin.ts'
import { defineCheck } from '../define-check.ts'

export const csiPluginRuns = defineCheck({
  id: 'csi-plugin-runs',
  title: "Longhorn's CSI plugin to run and be registered on this node",
  scope: 'node',
  severity: 'critical',
  askedBy: 'steps',
  reads: { pods, csiNodes },
  staleAfterSeconds: 60,
  docs: {
    heading: "Longhorn's CSI plugin runs on the node and is registered",
    meaning:
      'The pod of the DaemonSet longhorn-csi-plugin on the node is Ready, and the CSINode of the node names driver.longhorn.io. Without both no volume is mounted there.',
    next: '`kubectl -n longhorn-system logs -l app=longhorn-csi-plugin --all-containers` on that node says why it does not register.',
    references: ['https://kubernetes-csi.github.io/docs/csi-node-object.html'],
  },

  ask({ pods, csiNodes }, { node }) {
    const plugin = pods.find(
      (pod) => pod.nodeName === node && isCsiPlugin(pod) && pod.deletedAt === undefined,
    )
    if (!plugin) return fail(`no pod of longhorn-csi-plugin is on ${node}`)
    if (plugin.ready !== true) {
      const reason = `${plugin.name} is not Ready`
      return fail(reason, { evidence: [because(plugin, reason)] })
    }
    const registered = csiNodes.find((candidate) => candidate.node === node)
    if (!registered) return unknown(`the API server lists no CSINode ${node}`)
    const reason = `the CSINode ${node} does not name ${csiDriver}`
    return registered.drivers.includes(csiDriver)
      ? pass()
      : fail(reason, { evidence: [because(registered, reason)] })
  },
})
