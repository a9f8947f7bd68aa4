import { bootEnds } from '#src/model/facts/node.ts'
import { type LogLine, lines } from '#src/model/line.ts'
import { match, unknown } from '#src/model/verdict.ts'
import { definePattern } from '../../../define-pattern.ts'
import { statedLines } from '../../../told/stated-lines.ts'
import { journalAborted } from '../../words/node-kernel.ts'
import { ask, questions } from './questions.ts'
import { sentences } from './told.ts'

/** open-iscsi: the session is dead, and logging out of it goes on for ever. */
const deadSession = lines([
  'in invalid state for logout',
  'could not logout of',
  'Could not logout',
])

/** systemd: containers that outlive their stop time, and mounts that cannot be let go. */
const tornDown = lines(
  [
    'topping timed out',
    'ailed unmounting',
    // logind gives the kubelet no more time; the kubelet's own count says the same.
    'but inhibitor timeout is reached',
    'Shutdown manager pod killing time out',
    'Failed to unmount',
    'Could not unmount',
    'Failed to finalize file systems',
    'Failed to finalize',
    'Unable to finalize remaining file systems',
    'Syncing filesystems and block devices - timed out',
    'timed out, issuing SIGKILL',
    'stop job is running',
    'still around after SIGKILL',
    // src/shutdown/shutdown.c, on the console only: what outlives the signal of the last loop.
    'aiting for process: ',
    'aiting for: ',
    "Failed with result 'timeout'",
    // kernel/hung_task.c: what ends the node waits itself, for a disk or share that is gone.
    'task systemd-shutdow',
    'task (sd-umount)',
    'task (sd-remount)',
    'task (sd-sync)',
  ],
  /task (?:systemd-shutdow\w*|\(sd-(?:umount|remount|sync)\)):\d+ blocked for more than|(?:cri-containerd|docker|crio)-.*\.scope: Failed with result 'timeout'|(?:cri-containerd|containerd-shim|k3s|kubelet|docker|iscsi|open-iscsi|\.scope|\.mount).*(?:[Ss]topping timed out|still around after SIGKILL)|Delay lock is active \(UID \d+\/\S+, PID \d+\/(?:kubelet|k3s\S*)\) but inhibitor timeout|Shutdown manager pod killing time out|(?:[Ff]ailed unmounting|Could not unmount|systemd-shutdown.*Failed to unmount).*(?:kubelet|containerd|k3s|longhorn|csi|\/var|\/run|\/(?:mnt|srv|data|media|storage|export)\b)|(?:Failed|Unable) to finalize .*file systems|Syncing filesystems and block devices - timed out|Unmounting '?\/\S* timed out, issuing SIGKILL|systemd-shutdown.*[Ww]aiting for(?: process)?: .*(?:umount|containerd|k3s|kubelet|longhorn|iscsid?|tgtd)|stop job is running for .*(?:containerd|k3s|Lightweight Kubernetes|kubelet|libcontainer|iscsi|Unmount)/,
)

/** What the first RAM disk of the boot left mounted holds nothing of the node: systemd#14298. */
const bootDisk = lines('ailed to unmount /oldroot')

/** Containers that do not end in time: daily bread, but not in the middle of a shutdown. */
const slowStop = lines(
  ['failed to exit within', 'StopContainer', 'grace period'],
  /[Cc]ontainer .*failed to exit within|StopContainer.*(?:timed out|deadline)|exceeded.*grace period/,
)

/** The virtual machine under the node was given too little time. */
const guest = lines(
  [
    'guest-shutdown',
    'terminating on signal 15',
    'shutdown timed out',
    'failed: got timeout',
    'powerdown failed',
  ],
  /guest-shutdown' failed|terminating on signal 15|VM \d+.*(?:shutdown|powerdown).*(?:timed out|failed|timeout)/,
)

/** iSCSI was stopped while a volume was still mounted. */
const iscsiFirst = lines(
  ['iscsid', 'open-iscsi', 'iscsi.service', 'iSCSI'],
  /iscsid?\.service: .*(?:code=killed|Failed with result 'timeout')|(?:Stopp(?:ed|ing)|Killing|Sent signal|Deactivated).*(?:iscsi|iSCSI)|iscsid.*(?:shutting down|terminating after shutdown)/,
)

const shutdown = lines(
  [
    'Reached target',
    'Powering off',
    'Rebooting',
    'System is going down',
    'systemd-shutdown',
    'reboot: ',
    'Shutting down',
    'Stopping k3s',
    'Stopping Lightweight Kubernetes',
    'The system will reboot now',
    'The system will power off',
    'System is powering',
    'System is rebooting',
    'guest-shutdown called',
    'stop job is running',
  ],
  /stop job is running|Reached target .*(?:[Ss]hutdown|[Pp]ower|[Rr]eboot|Unmount)|Powering off|Rebooting\.|going down|systemd-shutdown|reboot: (?:Restarting|Power)|Stopping (?:k3s|Lightweight Kubernetes)|The system will (?:reboot|power off)|System is (?:powering (?:down|off)|rebooting)|guest-shutdown called/,
)

const volumeError = lines(
  [
    'I/O error',
    'critical medium error',
    'Buffer I/O error',
    'detected conn error',
    'session recovery timed out',
  ],
  /(?:I\/O error|medium error).*\bsd[a-z]{1,2}\b|detected conn error|session recovery timed out/,
)

export default definePattern({
  id: 'unclean-node-shutdown',
  title: 'A shutdown tore the storage down under running workloads',
  severity: 'critical',
  stage: 'stable',
  since: '0.1.0',
  told: sentences,
  reads: {
    ...questions,
    bootEnds,
    deadSession,
    tornDown,
    bootDisk,
    slowStop,
    guest,
    iscsiFirst,
    shutdown,
    volumeError,
    journalAborted,
  },
  passes: true,
  explains: {
    onSameNode: [
      'disk-media-failing',
      'filesystem-corruption',
      'node-silent',
      'container-store-damaged',
    ],
    anywhere: [
      'longhorn-engine-lost-replicas',
      'volume-degraded',
      'volume-attached-elsewhere',
      'benign-storage-noise',
      'server-unreachable-from-agent',
      'etcd-quorum-or-member',
      'api-not-ready',
    ],
  },
  rivals: [
    {
      cause: 'disk-media-failing',
      tell: 'The medium error is of a disk in the node, and comes in the middle of the work, not at its end.',
    },
    {
      cause: 'longhorn-engine-lost-replicas',
      tell: 'The same errors without any shutdown around them: engine or network failed.',
    },
    { cause: 'power-loss', tell: 'No shutdown line at all.' },
    {
      cause: 'benign-transient-or-false-alert',
      tell: 'After the start everything is salvaged and runs again within minutes.',
    },
  ],
  remedy: 'shut-down-in-order',
  docs: {
    meaning:
      'At a reboot systemd stops everything at once: the engines of Longhorn and iSCSI go together with the pods that still write. K3s has the graceful node shutdown switched off unless you set it.',
    impact:
      'Volumes lose their device while mounted: aborted journals, medium errors that are none, a shutdown that takes minutes, at worst a damaged file system.',
    diagnosis:
      'On {node}: `journalctl -b -1 -n 200 | grep -iE "iscsi|unmount|timed out|I/O error"`. `systemd-inhibit --list` shows whether the kubelet delays a shutdown.',
    mitigation:
      'Drain the node before each reboot. Set `shutdownGracePeriodByPodPriority` in the kubelet’s configuration: workloads first, then Longhorn (priority 1000000000), then the system. Give a virtual machine three minutes and more to stop.',
    references: [
      'https://kubernetes.io/docs/concepts/cluster-administration/node-shutdown/',
      'https://github.com/systemd/systemd/blob/main/src/login/logind-dbus.c',
      'https://github.com/kubernetes/kubernetes/blob/master/pkg/kubelet/nodeshutdown/nodeshutdown_manager.go',
      'https://github.com/siderolabs/talos/issues/7137',
      'https://github.com/longhorn/longhorn/issues/7206',
      'https://github.com/k3s-io/k3s/issues/9750',
      'https://github.com/k3s-io/k3s/issues/8592',
    ],
  },

  match(evidence) {
    const { deadSession, bootDisk, slowStop, guest, iscsiFirst, shutdown } = evidence
    const errors = [...evidence.volumeError, ...evidence.journalAborted]
    const tornDown = statedLines(evidence.tornDown).filter(
      ({ text }) => bootDisk.length === 0 || !/to finalize .*file ?systems/.test(text),
    )
    const strong = [...deadSession, ...tornDown]
    const all = [...strong, ...shutdown, ...guest, ...iscsiFirst, ...slowStop, ...errors]
    if (strong.length > 0) return match(errors.length > 0 ? 'confirmed' : 'suspected', all)
    // An error of a volume counts only after words of a shutdown; else its engine died by itself.
    const storage = errors.length > 0 && guest.length + iscsiFirst.length > 0
    if (storage || began(shutdown, errors.length > 0 ? errors : slowStop))
      return match('suspected', all)
    const ended = evidence.bootEnds.some((end) => end.ending === 'shutdown')
    return errors.length > 0 && (shutdown.length > 0 || ended) ? whichCameFirst : ask(evidence)
  },
})

const whichCameFirst = unknown(
  'volumes failed in a log that holds a shutdown; which came first is not shown',
  {
    next: 'journalctl -b -1 -n 200 | grep -iE "iscsi|unmount|timed out|I/O error|Reached target"',
  },
)

/** True where the shutdown was under way, by the times of the lines, when the others came. */
function began(shutdown: readonly LogLine[], late: readonly LogLine[]): boolean {
  const start = Math.min(...shutdown.map(writtenAt))
  const first = Math.min(...late.map(writtenAt))
  return Number.isFinite(first) && start <= first
}

function writtenAt(line: LogLine): number {
  return line.firstAt ?? (line.firstUptimeSeconds ?? Number.POSITIVE_INFINITY) * 1000
}
