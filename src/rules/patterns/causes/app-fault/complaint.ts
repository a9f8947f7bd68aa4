import type * as z from 'zod'
import type { logCoverage } from '#src/model/facts/log.ts'
import { type LogLine, lines } from '#src/model/line.ts'
import type { Reason } from '#src/model/verdict.ts'

/**
 * A program's own complaint, of which nothing is known but that it is its own: what is left when
 * somebody pasted a few lines of one container and none of them speaks of what lies below.
 */
export const complaint = lines(
  [
    'rror:',
    'ERROR',
    'Exception',
    'FATAL',
    'CRITICAL',
    'FAILED: ',
    'panic: ',
    'level=error',
    'level=fatal',
    '"level":"error"',
    '"level":"fatal"',
    'Errno',
    'errors.',
  ],
  /(?:^|[\s(])(?:[\w$]+(?:\.|::))*[A-Z]\w*(?:Error|Exception)\b[:\s]|^(?:[a-z_]\w*\.)+[A-Z]\w+: \S|\b(?:ERROR|FATAL|CRITICAL)\b|\bFAILED: |^panic: |level=(?:error|fatal)|"level":"(?:error|fatal)"|^[Ee]rror: |Errno::/,
  ['pods'],
)

/** Words of the network, the disks, the machine and the cluster's own parts: then it may be theirs. */
export const ofBelow = lines(
  [
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
    'x509',
    'ertificate',
    'space left',
    'quota exceeded',
    'ead-only',
    'I/O error',
    'nput/output',
    'emory',
    'OOMKilled',
    'Killed',
    'page size',
    'exec format',
    'orrupt',
    'hecksum',
    'invalid page',
    'tale file',
    'oo many',
    'etcd',
    'leader',
    'lease',
    'longhorn',
    'instance-manager',
    // Longhorn's processes write their volume or function into a line, and never their own name.
    'pvc-',
    ' func=',
    'replica command',
    'iscsi',
    'tgtadm',
    'ganesha',
    'backupstore',
    'scraper.go',
    'attach',
    'ount failed',
    'o mount',
    'mounted',
    'mountd',
    'mount.',
    'webhook',
    'coredns',
    'plugin/',
    'flannel',
    'calico',
    'felix',
    'cilium',
    'kube-',
    'kubelet',
    '+k3s',
    'k3s/',
    'reflector',
    'nauthorized',
    'in use',
    '10.42.',
    '10.43.',
    'exit code',
    'node(s)',
    'ErrImage',
    'ImagePull',
  ],
  // A program that finds nobody on its own machine was told the wrong place, whatever the network does.
  /^(?!.*(?:[Rr]efused.*\blocalhost\b|\blocalhost\b.*[Rr]efused))/,
  ['pods', 'events'],
)

interface Paste {
  readonly complaint: readonly LogLine[]
  readonly ofBelow: readonly LogLine[]
  readonly nodes: readonly unknown[]
  readonly logCoverage: readonly z.infer<typeof logCoverage.schema>[]
}

/** Logs of what lies below. Their words are not looked for: they stand in every line of a journal. */
const below: ReadonlySet<string> = new Set(['k3s', 'kernel', 'system', 'longhorn'])

/** Only of a paste: the log of a living pod is full of complaints that its owner has got used to. */
export function onlyComplaint({
  complaint,
  ofBelow,
  nodes,
  logCoverage,
}: Paste): readonly Reason[] {
  if (nodes.length > 0 || ofBelow.length > 0) return []
  if (logCoverage.some(({ origin }) => below.has(origin))) return []
  return complaint.filter(({ origin }) => origin === 'pods')
}
