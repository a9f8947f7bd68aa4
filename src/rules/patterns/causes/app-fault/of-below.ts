import { pastedLines } from '#src/model/line.ts'

/**
 * Words of what lies below a program. A complaint in which one of them stands may be that one's fault
 * and not the program's, so that it alone names nothing: each list is a layer that can be at fault.
 */

/** Nobody answers, or the name of who should is not known. */
const network = [
  'refused',
  'REFUSED',
  'nreachable',
  'o route to host',
  'imed out',
  'imeout',
  'eadline exceeded',
  'reset by peer',
  'roken pipe',
  'such host',
  'esolv',
  'lookup ',
  'ENOTFOUND',
  'service not known',
  'nknownHost',
  'unexpected EOF',
  ': EOF',
  // MySQL's clients name no more than the kernel's number for it.
  "an't connect to MySQL server on",
  '10.42.',
  '10.43.',
]

/** A certificate or a permission, which the cluster hands out. */
const identity = ['x509', 'ertificate', 'nauthorized']

/** No room, no write, no read, or what was read is not what was written. */
const disk = [
  'space left',
  'enough space',
  'quota exceeded',
  'ead-only',
  'I/O error',
  'nput/output',
  'orrupt',
  'hecksum',
  'invalid page',
  'tale file',
  'in use',
]

/** Memory, limits and the processor of the node. */
const machine = [
  'emory',
  'OOMKilled',
  'Killed',
  'page size',
  'exec format',
  'oo many',
  'exit code',
  'modprobe',
]

/** Mounts, and those who serve them. */
const volumes = [
  'attach',
  'ount failed',
  'o mount',
  'mounted',
  'mountd',
  'mount.',
  'iscsi',
  'ransport endpoint',
  'tgtadm',
  'ganesha',
  'backupstore',
]

/** Its processes write their volume or function into a line, and never their own name. */
const longhorn = ['longhorn', 'instance-manager', 'pvc-', ' func=', 'replica command', 'scraper.go']

/** Parts of Kubernetes and K3s, or their own lines. */
const cluster = [
  'etcd',
  'leader',
  'lease',
  'webhook',
  'coredns',
  'plugin/',
  'flannel',
  'calico',
  'felix',
  'cilium',
  // Cilium's agent names the part of it that speaks, and never itself.
  ' subsys=',
  'kube-',
  'kubelet',
  '+k3s',
  'k3s/',
  'reflector',
  'node(s)',
  'ErrImage',
  'ImagePull',
]

/** Versions that do not fit: what refuses them is told by the one that knows both sides. */
const versions = ['kubeVersion', 'control plane version', 'strict decoding', 'own-level server']

/**
 * A program that finds nobody on its own machine was told the wrong place, whatever the network does.
 * Node's function for a module that it does not find has such a name as well.
 */
const foundAtHome =
  /^(?!.*\b_resolveFilename\b)(?!.*(?:[Rr]efused.*\blocalhost\b|\blocalhost\b.*[Rr]efused))/

export const ofBelow = pastedLines(
  [...network, ...identity, ...disk, ...machine, ...volumes, ...longhorn, ...cluster, ...versions],
  foundAtHome,
  ['pods', 'events'],
)
