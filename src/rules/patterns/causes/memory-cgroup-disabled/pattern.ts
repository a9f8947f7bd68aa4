import { kernelSettings } from '#src/model/facts/node.ts'
import { lines, pastedLines } from '#src/model/line.ts'
import { because, match, noMatch, unknown } from '#src/model/verdict.ts'
import { definePattern } from '../../../define-pattern.ts'
import { kindsOf } from '../../words/node-kernel.ts'
import { ask, questions } from './questions.ts'
import { sentences } from './told.ts'

export default definePattern({
  id: 'memory-cgroup-disabled',
  title: 'The memory controller is switched off at boot, so K3s refuses to start',
  severity: 'critical',
  stage: 'stable',
  since: '0.1.0',
  reads: {
    ...questions,
    kernelSettings,
    refusals: lines([
      'ailed to find memory cgroup',
      'Cgroup subsystem not mounted: [memory]',
      'missing cgroups: memory',
      // kubeadm's preflight since 1.20, and the list above it.
      'missing required cgroups: memory',
      'CGROUPS_MEMORY: missing',
      'CGROUPS_MEMORY missing',
      // runc on cgroup v2, and the inspection of MicroK8s.
      'controller "memory" not available',
      'controller \\"memory\\" not available',
      'memory cgroup is not enabled',
      'mountpoint for memory not found',
      'cgroup controller "memory": unavailable',
      // `k3s check-config` where both versions are mounted: of the two it is this one on a Pi.
      'cpuset|memory controllers status: bad',
    ]),
    /** The kubelet on cgroup v2; where more than this one is missing, somebody else keeps them back. */
    onlyMemory: lines('missing controllers: memory', /has some missing controllers: memory(?!, )/),
    /** systemd's name of both units of K3s, and the units themselves: here it is meant to run. */
    wanted: lines([
      'Lightweight Kubernetes',
      'k3s.service',
      'k3s-agent.service',
      'tarting k3s ',
      'kubelet.service',
    ]),
    // Docker says so at each `docker info`, and runs on without limits.
    withoutLimits: lines([
      'WARNING: No memory limit support',
      'kernel does not support memory limit capabilities',
    ]),
    switchedOff: lines('Disabling memory control group subsystem', undefined, ['kernel', 'system']),
    /** Firmware puts the first into the command line; cmdline.txt has to say the second. */
    notAskedFor: lines(
      'cgroup_disable=memory',
      /^(?!.*cgroup_enable=memory).*cgroup_disable=memory/,
    ),
    /** /sys/fs/cgroup/cgroup.controllers, printed: the same words without the one that counts. */
    listOff: pastedLines(
      ['cpuset cpu ', 'cpu io '],
      /^(?:(?:cpuset|cpu|io|hugetlb|pids|rdma|misc|dmem) ?)+$|cgroup\.controllers\b\W.{0,16}?(?:(?:cpuset|cpu|io|hugetlb|pids|rdma|misc|dmem)\b[ ,]{0,2}){2,}(?!memory)[^a-z]*(?:$|memory (?:is )?(?:absent|missing|not))/,
    ),
    listOn: pastedLines(
      'io memory',
      /^(?:(?:cpuset|cpu|io|memory|hugetlb|pids|rdma|misc|dmem) ?)+$/,
    ),
    /** /proc/cgroups: the last column of the controller is 0 where the kernel has it off. */
    rowOff: pastedLines('memory', /^memory\s+\d+\s+\d+\s+0\s*$/),
    rowOn: pastedLines('memory', /^memory\s+\d+\s+\d+\s+1\s*$/),
    // The firmware switches it off first; cmdline.txt switches it on again in the same boot.
    switchedOn: lines('Enabling memory control group subsystem', undefined, ['kernel', 'system']),
  },
  told: sentences,
  explains: {
    onSameNode: ['node-silent', 'k3s-restarting'],
    anywhere: ['api-not-ready', 'server-unreachable-from-agent'],
  },
  rivals: [
    {
      cause: 'k3s-configuration-invalid',
      tell: 'K3s exits with a message about a flag or a file, and /sys/fs/cgroup/cgroup.controllers lists memory.',
    },
  ],
  remedy: 'enable-memory-cgroup',
  docs: {
    meaning:
      'Raspberry Pi firmware boots the kernel with the memory controller off. K3s cannot limit or account for memory without it and exits at once.',
    impact:
      'No pod runs on this node. Pods that were there are started elsewhere after five minutes.',
    diagnosis: 'On the node, `grep -w memory /sys/fs/cgroup/cgroup.controllers` prints nothing.',
    mitigation:
      'Add `cgroup_enable=memory` to the single line of /boot/firmware/cmdline.txt (a second line is ignored) and reboot the node. Then check /proc/cmdline.',
    references: [
      'https://docs.k3s.io/installation/requirements?os=pi',
      'https://github.com/raspberrypi/linux/issues/6980',
      'https://github.com/raspberrypi/linux/pull/6439',
      'https://man7.org/linux/man-pages/man7/cgroups.7.html',
      'https://github.com/k3s-io/k3s/issues/3283',
      'https://github.com/kubernetes/kubernetes/blob/master/pkg/kubelet/cm/cgroup_v2_manager_linux.go',
    ],
  },

  match(evidence) {
    const { kernelSettings, withoutLimits, switchedOn, rowOff, rowOn } = evidence
    const refusals = [...evidence.refusals, ...evidence.onlyMemory]
    const switchedOff = [...evidence.switchedOff, ...evidence.notAskedFor]
    // A refusal from before the repair stays in the log: the controller list of now decides.
    const listed = kernelSettings.find((settings) => settings.cgroupControllers)
    if (listed?.cgroupControllers?.includes('memory') || kindsOf(rowOn, evidence.listOn) > 0)
      return noMatch
    const missing = listed
      ? [because(listed, 'the memory controller is not among the cgroup controllers')]
      : []
    if (refusals.length > 0)
      return match('confirmed', [...refusals, ...switchedOff, ...rowOff, ...missing])
    const said = switchedOn.length === 0 ? switchedOff : []
    const seen = [...rowOff, ...evidence.listOff, ...missing, ...withoutLimits]
    if (seen.length + said.length === 0) return ask(evidence)
    // Every board of Raspberry Pi OS boots like that: the line is a fault only where K3s shall run.
    return seen.length + evidence.wanted.length > 0
      ? match('suspected', [...switchedOff, ...seen, ...evidence.wanted])
      : notAsked
  },
})

const notAsked = unknown(
  'the memory controller is off, as Raspberry Pi OS boots by default: K3s would refuse to start',
  { next: 'systemctl status k3s k3s-agent; cat /proc/cmdline' },
)
