import * as z from 'zod'
import { clusterError } from '#src/model/error.ts'
import { longhornIsTestedWith } from '#src/rules/checks/longhorn-is-tested-with.ts'
import { longhornRunsVersion } from '#src/rules/checks/longhorn-runs-version.ts'
import { otherNodesAreReady } from '#src/rules/checks/other-nodes-are-ready.ts'
import { volumesAreWhole } from '#src/rules/checks/volumes-are-whole.ts'
import { busyInLonghorn } from '#src/transport/kubernetes/longhorn-upgrade.ts'
import { resources } from '#src/transport/kubernetes/resources.ts'
import { availabilityGate, dataGate, defineStep, type StepContext } from '../define-step.ts'
import { NodeFile } from '../up/node-file.ts'

/** Images come over one cable and lie on SD cards; managers are exchanged node by node. */
const longestSeconds = 3600

const LonghornRelease = z.string().regex(/^v\d+\.\d+\.\d+$/)

const input = z.object({
  from: LonghornRelease,
  to: LonghornRelease,
  /** Newest Kubernetes that a node runs, as K3s's version. */
  k3s: z.string(),
  chart: z.object({ namespace: z.string().min(1), name: z.string().min(1) }),
  /** The chart's own bytes, where they lie ready; else its repository is asked. */
  contentBase64: z.string().optional(),
  /** Where Bramble keeps the chart as a file on a server: K3s applies that, and again at each start. */
  manifest: z.object({ node: z.string().min(1), file: NodeFile }).optional(),
})
type Input = z.infer<typeof input>

/** Another Longhorn, by K3s's Helm controller. Attached volumes go on meanwhile. */
export const updateLonghorn = defineStep({
  id: 'update-longhorn',
  title: ({ to }) => `Update Longhorn to ${to}`,
  input,
  reads: {},
  risk: 'disruptive',
  about: ({ to, k3s }) => ({ wish: { longhorn: to, k3s } }),
  requires: [
    dataGate(volumesAreWhole),
    availabilityGate(longhornIsTestedWith),
    availabilityGate(otherNodesAreReady),
  ],
  verify: [longhornRunsVersion],
  verifyWithinSeconds: () => longestSeconds,

  preview: ({ from, to, chart, manifest }) => [
    'nothing, while a backup or a restore goes on or an engine image is missing on a node',
    manifest
      ? `${manifest.file.path} on ${manifest.node}: ${from} → ${to}`
      : `HelmChart ${chart.namespace}/${chart.name}: ${from} → ${to}, failurePolicy abort`,
    'attached volumes go on with the engines that they have',
  ],

  remembered: z.object({}),
  remember: async () => ({}),

  async apply(wish, context) {
    context.stopHere()
    await refuseWhileBusy(context)
    if (wish.manifest) await writeManifest(wish.manifest, context)
    else await patchChart(wish, context)
    context.say('the Helm controller takes it from here')
  },

  // Longhorn refuses to start as an older version: its objects have been converted.
  undo: 'impossible',
})

async function refuseWhileBusy({ kube, signal }: StepContext): Promise<void> {
  const [first, ...more] = await busyInLonghorn(kube, { signal })
  if (first === undefined) return
  const rest = more.length > 0 ? ` and ${more.length} more` : ''
  throw clusterError('longhorn-busy', `Longhorn is at work: ${first}${rest}.`, {
    next: 'Wait until it is done.',
  })
}

async function writeManifest(
  { node, file }: NonNullable<Input['manifest']>,
  { node: shellOf }: StepContext,
): Promise<void> {
  await shellOf(node).writeFile(file.path, file.text, file.mode)
}

/** Without `abort` a failed upgrade uninstalls Longhorn, and the volumes with it (docs.k3s.io/helm). */
async function patchChart(
  { to, chart, contentBase64 }: Input,
  { kube, signal }: StepContext,
): Promise<void> {
  const spec =
    contentBase64 === undefined
      ? { version: to.replace(/^v/, '') }
      : { chartContent: contentBase64, chart: null, repo: null, version: null }
  const patch = { spec: { ...spec, failurePolicy: 'abort' } }
  await kube.mergePatch(resources.helmCharts, chart, patch, { signal })
}
