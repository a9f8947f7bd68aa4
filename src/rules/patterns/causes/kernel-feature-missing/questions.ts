import { lines } from '#src/model/line.ts'
import { noMatch, type PatternOutcome, unknown } from '#src/model/verdict.ts'
import type { Read } from '../../../reading.ts'
import { noSuchChain } from './chains.ts'

/** Lines that several causes write: too little for a finding, enough for a question. */
export const questions = {
  /** containerd plugins/snapshots/overlay and longhorn-engine pkg/util: they try it where their folder is. */
  folderCannot: lines(['does not support d_type', 'file extent is unsupported']),
  /** libfuse lib/mount.c and OpenVPN src/openvpn/tun.c, in a container as on the node. */
  deviceMissing: lines([
    "try 'modprobe fuse' first",
    'open TUN/TAP dev /dev/net/tun: No such file',
  ]),
  /** security/lockdown: Secure Boot closes parts of the kernel. Tools that only look ask for them too. */
  lockedDown: lines(
    ['Lockdown: ', 'cannot use helper bpf_probe_read'],
    /Lockdown: .*: (?:use of bpf to (?:read kernel|write user) RAM|use of (?:kprobes|tracefs|perf)) is restricted|cannot use helper bpf_probe_read/,
  ),
  noSuchChain,
}

/** What is asked where nothing else was heard. */
export function ask(found: Read<typeof questions>): PatternOutcome {
  if (found.folderCannot.length > 0)
    return unknown(
      'the file system under a folder of containerd or Longhorn lacks what they need: which one is it?',
      {
        next: 'findmnt -T /var/lib/rancher/k3s/agent/containerd; findmnt -T /var/lib/longhorn; xfs_info MOUNTPOINT | grep ftype',
      },
    )
  if (found.deviceMissing.length > 0)
    return unknown(
      'a device for FUSE or tunnels is not there: its module is not loaded, or the container was not given the device',
      { next: 'ls -l /dev/fuse /dev/net/tun; lsmod | grep -E "^(fuse|tun) "; modprobe fuse tun' },
    )
  if (found.lockedDown.length > 0)
    return unknown(
      'the kernel is locked down (Secure Boot) and refused a program a look into it: some live with that, and some do not start',
      {
        next: 'cat /sys/kernel/security/lockdown; kubectl get pods -A -o wide | grep -vE "Running|Completed"; kubectl -n NAMESPACE logs POD --previous | grep -i bpf',
      },
    )
  if (found.noSuchChain.length > 0)
    return unknown(
      'iptables misses a chain that something flushed, or a match or target that this kernel lacks',
      {
        next: 'iptables-save | grep "^:"; lsmod | grep -E "^(xt_|ipt_|ip_set)"; k3s check-config | grep -i missing',
      },
    )
  return noMatch
}
