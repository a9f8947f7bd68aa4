import type { LogLine } from '#src/model/line.ts'
import { match, noMatch, type PatternOutcome, unknown } from '#src/model/verdict.ts'
import type { Read } from '../../../reading.ts'
import { askOfParts, ofParts, type partQuestions, type parts } from './parts.ts'
import { isServerFlag } from './server-flags.ts'

/** What stands around a setting that is wrong: questions of around.ts and names.ts. */
interface Around extends Read<typeof parts & typeof partQuestions> {
  readonly noDatastore: readonly LogLine[]
  readonly datastoreRefuses: readonly LogLine[]
  readonly noCloud: readonly LogLine[]
  readonly cloudOff: readonly LogLine[]
  readonly subnetFileMissing: readonly LogLine[]
  readonly skipped: readonly LogLine[]
  readonly kubeletMisled: readonly LogLine[]
  readonly kubeletExited: readonly LogLine[]
  readonly kubeletArgs: readonly LogLine[]
  readonly otherProcessor: readonly LogLine[]
  readonly throughProxy: readonly LogLine[]
  readonly unnamed: readonly LogLine[]
  readonly partEnded: readonly LogLine[]
  readonly ownTemplate: readonly LogLine[]
  readonly closedKubeconfig: readonly LogLine[]
  readonly noKubeconfig: readonly LogLine[]
  readonly datastoreCrowded: readonly LogLine[]
  readonly encryptionApart: readonly LogLine[]
  readonly unprivileged: readonly LogLine[]
  readonly notUnpacked: readonly LogLine[]
  readonly loginMisled: readonly LogLine[]
}

/** Nothing calls a flag wrong; but somebody waits for what a flag names. */
export function withoutWord(seen: Around): PatternOutcome {
  const { skipped, kubeletMisled, throughProxy } = seen
  const misled = [
    ...kubeletMisled,
    ...throughProxy,
    ...seen.unnamed,
    ...seen.datastoreRefuses,
    ...waitsForCloud(seen),
    ...seen.unprivileged,
    ...(seen.kubeletArgs.length > 0 ? seen.kubeletExited : []),
  ]
  const misset = [...misled, ...ofParts(seen)]
  if (misset.length > 0) return match('suspected', misset)
  if (seen.encryptionApart.length > 0)
    return match('suspected', seen.encryptionApart, { severity: 'warning' })
  if (seen.loginMisled.length > 0)
    return match('suspected', seen.loginMisled, { severity: 'warning' })
  const open = questions.find(([found]) => seen[found].length > 0)
  if (open) return open[1]
  if (seen.partEnded.length > 0) return partOf(seen)
  const asked = askOfParts(seen)
  return asked === noMatch ? (ofKubectl(seen) ?? misspelt(skipped)) : asked
}

/** The flag alone is right where another controller was meant to run. */
function waitsForCloud({ cloudOff, noCloud, subnetFileMissing }: Around): LogLine[] {
  const waits = [...noCloud, ...subnetFileMissing]
  return cloudOff.length > 0 && waits.length > 0 ? [...cloudOff, ...waits] : []
}

const wrongBuild = unknown(
  'the program ended at an instruction that this processor does not have: it was built for another one, or its file is damaged. K3s is built for armv7, arm64 and x86-64; a Pi Zero or a Pi 1 (armv6) cannot run it',
  { next: 'uname -m; file -L /usr/local/bin/k3s; sha256sum /usr/local/bin/k3s' },
)

const kubeletEnded = unknown(
  'the kubelet ended at once, and its own file says why: most often a kubelet-arg or a file that one names',
  {
    next: 'tail -n 20 /var/lib/rancher/rke2/agent/logs/kubelet.log; grep -rn kubelet-arg /etc/rancher',
  },
)

const crowded = unknown(
  'the external datastore has no connection left: too few are allowed, somebody holds them, or it is too slow',
  {
    next: 'on the database: SELECT state, count(*) FROM pg_stat_activity GROUP BY state; SHOW max_connections; uptime',
  },
)

const packed = unknown(
  "K3s's own programs cannot be unpacked, or not be run, below /var/lib/rancher/k3s/data: a mount that is read-only or noexec, SELinux, or a half-written folder",
  {
    next: 'findmnt -T /var/lib/rancher/k3s -o TARGET,FSTYPE,OPTIONS; ls -lZ /var/lib/rancher/k3s/data/current/bin/ | head; df -h /var/lib/rancher/k3s',
  },
)

const noDatabase = unknown(
  'the external datastore does not let K3s in: is it up, and is the endpoint right?',
  {
    next: 'nc -zvw3 DATABASE_HOST PORT; grep -r datastore-endpoint /etc/rancher/k3s /etc/systemd/system/k3s.service*',
  },
)

const noController = unknown(
  'nodes wait for a cloud controller: is one running, and is it wanted?',
  {
    next: 'grep -rE "cloud-provider|disable-cloud-controller" /etc/rancher/k3s /etc/systemd/system/k3s*; journalctl -u k3s | grep -i cloud-controller | tail',
  },
)

/** What each of them leaves open, in the order in which it is asked. */
const questions = [
  ['otherProcessor', wrongBuild],
  ['kubeletExited', kubeletEnded],
  ['datastoreCrowded', crowded],
  ['notUnpacked', packed],
  ['noDatastore', noDatabase],
  ['noCloud', noController],
] as const

/** K3s is well; whoever asks has no way in. */
function ofKubectl({ closedKubeconfig, noKubeconfig }: Around): PatternOutcome | undefined {
  if (closedKubeconfig.length > 0)
    return match('suspected', closedKubeconfig, { severity: 'warning' })
  return noKubeconfig.length > 0
    ? unknown('kubectl was given no kubeconfig: nothing is said of the cluster', {
        next: 'KUBECONFIG=/etc/rancher/k3s/k3s.yaml kubectl get nodes',
      })
    : undefined
}

function partOf({ partEnded, ownTemplate }: Around): PatternOutcome {
  const part = partEnded[0]?.groups['part'] ?? ''
  // It reads that file before all else, and ends over a word in it.
  if (part === 'containerd' && ownTemplate.length > 0)
    return match('suspected', [...partEnded, ...ownTemplate])
  return unknown(`${part} ended and K3s with it: its own last lines say why`, {
    next:
      part === 'containerd'
        ? 'tail -n 20 /var/lib/rancher/k3s/agent/containerd/containerd.log'
        : `journalctl -u k3s -u k3s-agent | grep -i ${part} | tail -n 20`,
  })
}

/** K3s runs, without what the flag was to bring. A server's flag on an agent is no mistake. */
function misspelt(skipped: readonly LogLine[]): PatternOutcome {
  const wrong = skipped.filter(({ groups }) => !isServerFlag(groups['flag'] ?? ''))
  return wrong.length > 0 ? match('suspected', wrong, { severity: 'warning' }) : noMatch
}
