import { nodes, pods } from '#src/model/facts/kubernetes.ts'
import { nodeIdentity } from '#src/model/facts/node.ts'
import { type LogLine, lines } from '#src/model/line.ts'
import { because, type Match, match, unknown } from '#src/model/verdict.ts'
import { definePattern } from '../../../define-pattern.ts'
import type { DefectComponent, KnownDefect } from '../../../versions/defects/known-defect.ts'
import { knownDefects } from '../../../versions/known-defects.ts'
import { isWithin, parseVersion } from '../../../versions/version.ts'
import { ask, questions } from './questions.ts'
import { sentences } from './told.ts'

/** Every message of the table, in one question. */
const messages = lines([...new Set(knownDefects.flatMap(({ literals }) => literals))])
/** Versions that a log or a command states. */
const stated = lines(
  [
    'k3s version v',
    'Starting k3s',
    '+k3s',
    'longhorn-manager:v',
    'longhorn-engine:v',
    'onghorn v1.',
    'onghorn version',
    'local-server-version',
    'etcd-version',
    'etcd Version: ',
    'containerd://',
    'starting containerd',
    'open-iscsi',
    'iscsiadm version',
  ],
  /(?:k3s (?:version|agent|server)? ?)(?<k3s>v1\.\d+\.\d+)|(?<!\b(?:from|before|until) )(?<node>v1\.\d+\.\d+)\+k3s|(?:longhorn-(?:manager|engine):|[Ll]onghorn (?:version:? )?)(?<longhorn>v?1\.\d+\.\d+)|(?:(?:local-server|etcd)-version"?[:=] ?"?|etcd Version: )(?<etcd>3\.\d+\.\d+)|(?:containerd:\/\/|starting containerd.*version=v?)(?<containerd>\d+\.\d+\.\d+)|(?:open-iscsi|iscsiadm version)\D{1,12}(?<iscsi>2\.\d+\.\d+)/,
)
/** A component says itself that this must not happen. */
const ownBug = lines(
  'BUG: ',
  /^(?!.*(?:kernel|unable to handle|soft lockup|scheduling while|Bad page|workqueue|KASAN|spinlock|sleeping function|storage IP is empty)).*\bBUG: \w/,
)
/** Go's last words. A panic that carries a line of klog's level F is an exit on purpose. */
const crash = lines(
  [
    'panic: ',
    'nil pointer dereference',
    'ull pointer ',
    'concurrent map',
    'SIGSEGV: segmentation violation',
    'index out of range [',
    'Observed a panic',
  ],
  /panic: (?:runtime error|assignment to|interface conversion|close of|send on|sync:|unlock of)|nil pointer dereference|[Nn]ull pointer (?:exception|dereference)|fatal error: concurrent map|SIGSEGV: segmentation|index out of range \[|Observed a panic(?!: F\d{4} )/,
)
/** Whose they are. */
const ours = lines(
  ['github.com/longhorn/', 'github.com/k3s-io/', 'github.com/rancher/', 'longhorn-manager'],
  /github\.com\/(?:longhorn|k3s-io|rancher)\/|longhorn-(?:manager|engine|instance-manager)/,
)

export default definePattern({
  id: 'known-version-bug',
  title: 'A known defect of the installed K3s or Longhorn version',
  severity: 'critical',
  stage: 'stable',
  since: '0.1.0',
  scope: 'cluster',
  reads: { nodes, ...questions, pods, nodeIdentity, messages, stated, ownBug, crash, ours },
  told: sentences,
  explains: {
    anywhere: [
      'volume-not-mounting',
      'volume-degraded',
      'pods-not-well',
      'longhorn-engine-lost-replicas',
      'longhorn-csi-driver-not-registered',
      'longhorn-webhook-unreachable',
      'longhorn-iscsi-unusable',
      'rwx-or-nfs-mount',
      'app-fault',
      'image-unusable',
      'etcd-quorum-or-member',
      'server-unreachable-from-agent',
      'k3s-restarting',
      'api-not-ready',
    ],
  },
  rivals: [
    {
      cause: 'longhorn-engine-lost-replicas',
      tell: 'The volume broke under load or with a node, and attaches again by itself.',
    },
    {
      cause: 'slow-datastore-disk',
      tell: 'The same start succeeds when the datastore is fast: `Slow SQL` beside it.',
    },
    {
      cause: 'k3s-configuration-invalid',
      tell: 'The message names a flag or a file, not a line of code.',
    },
  ],
  remedy: 'install-fixed-version',
  docs: {
    meaning:
      'The message belongs to a defect that the maintainers know, or the program ended over a line of its own code. Nothing on this cluster was set wrongly.',
    impact: 'It comes back until another version runs, or until what sets it off is avoided.',
    diagnosis:
      '`k3s --version; kubectl -n longhorn-system get pods -l app=longhorn-manager -o jsonpath="{.items[0].spec.containers[0].image}"`, and compare with the report that the evidence names.',
    mitigation:
      'Install a patch release that holds the fix: K3s servers first, Longhorn one minor at a time and never back. Until then use the workaround of the report. Save logs and a support bundle before anything is restarted.',
    references: [
      'https://github.com/longhorn/longhorn/tree/master/CHANGELOG',
      'https://longhorn.io/kb/troubleshooting-two-active-engines/',
      'https://longhorn.io/kb/troubleshooting-unexpected-expansion-leads-to-degradation-or-attach-failure/',
      'https://docs.k3s.io/known-issues',
      'https://github.com/k3s-io/k3s/issues/7328',
    ],
  },

  match(evidence) {
    const { messages, ownBug, crash, ours } = evidence
    const versions = versionsOf(evidence)
    const known = knownDefects.flatMap((defect) => judge(defect, messages, versions))
    const best = known.find(({ confidence }) => confidence === 'confirmed') ?? known[0]
    if (best) return best
    const atHome = [...ownBug, ...crash].filter(isOurs)
    const mine = atHome.length > 0 || ours.some(({ text }) => text.includes('github.com/'))
    if (ownBug.length + crash.length > 0 && mine)
      return match('suspected', [...ownBug, ...crash, ...ours.slice(0, 2)])
    return crash.length > 0
      ? unknown('a program ended over a line of its own code: whose is it?', {
          next: 'k3s --version; kubectl -n longhorn-system get pods; kubectl get pods -A | grep -v Running',
        })
      : ask(evidence)
  },
})

type Versions = Readonly<Record<DefectComponent, string | undefined>>

function judge(defect: KnownDefect, messages: readonly LogLine[], versions: Versions): Match[] {
  // What has no message of its own shows in other patterns' evidence, and in the list of versions.
  if (defect.signature.length === 0) return []
  const said = defect.signature.map((part) => messages.filter(({ text }) => part.test(text)))
  if (said.some((found) => found.length === 0)) return []
  const installed = versions[defect.component]
  const version = installed === undefined ? undefined : parseVersion(installed)
  const affected = version && isWithin(version, defect.affected)
  if (affected === false || (defect.onlyWithVersion && !affected)) return []
  const found = [...new Set(said.flat())]
  const known = found
    .slice(0, 1)
    .map(({ evidence }) => because({ evidence }, wordsFor(defect, installed)))
  return [match(affected ? 'confirmed' : 'suspected', [...found, ...known])]
}

function wordsFor(defect: KnownDefect, installed: string | undefined): string {
  const { component, title, fixedIn, workaround, report } = defect
  const fixed = fixedIn.length > 0 ? `fixed in ${fixedIn.join(', ')}` : 'no fix known'
  return `${component}${installed ? ` ${installed}` : ''}: ${title}; ${fixed}. ${workaround} ${report}`
}

interface Sources {
  readonly nodes: readonly {
    readonly version?: string | undefined
    readonly containerRuntime?: string | undefined
  }[]
  readonly nodeIdentity: readonly { readonly k3sVersion?: string | undefined }[]
  readonly pods: readonly {
    readonly containers: readonly { readonly image?: string | undefined }[]
  }[]
  readonly stated: readonly LogLine[]
}

function versionsOf({ nodes, nodeIdentity, pods, stated }: Sources): Versions {
  const images = pods.flatMap(({ containers }) => containers.flatMap(({ image }) => image ?? []))
  const image = images.find((one) => /longhorn-manager:v\d/.test(one))
  const runtime = nodes.find(({ containerRuntime }) => containerRuntime?.startsWith('containerd'))
  const groups = stated.map((line) => line.groups)
  const first = (name: 'longhorn' | 'etcd' | 'containerd' | 'iscsi') =>
    groups.flatMap((group) => group[name] ?? [])[0]
  return {
    k3s:
      nodeIdentity.find(({ k3sVersion }) => k3sVersion)?.k3sVersion ??
      nodes.find(({ version }) => version?.includes('k3s'))?.version ??
      groups.flatMap((group) => group['k3s'] ?? group['node'] ?? [])[0],
    longhorn: image?.split(':').at(-1) ?? first('longhorn'),
    etcd: first('etcd'),
    containerd: runtime?.containerRuntime ?? first('containerd'),
    'open-iscsi': first('iscsi'),
  }
}

/** The line itself comes from K3s or Longhorn: an application's crash is its own affair. */
function isOurs({ origin, text }: LogLine): boolean {
  return (
    origin === 'longhorn' || origin === 'k3s' || /longhorn|k3s|controller=|kube-router/.test(text)
  )
}
