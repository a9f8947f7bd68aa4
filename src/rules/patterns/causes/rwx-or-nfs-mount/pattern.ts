import { longhornNodes } from '#src/model/facts/longhorn.ts'
import { hungProcesses } from '#src/model/facts/node.ts'
import { type LogLine, lines, pastedLines } from '#src/model/line.ts'
import { because, match, type PatternOutcome, type Reason, unknown } from '#src/model/verdict.ts'
import { definePattern } from '../../../define-pattern.ts'
import { adviceFor, allAdvice } from './advice.ts'
import { type OnShare, onShare, seenOnShare } from './on-share.ts'
import { otherShares, smbPlain } from './other-shares.ts'
import { ask, type Questions, questions } from './questions.ts'
import { server, withoutNfs } from './server.ts'
import { sentences } from './told.ts'

/**
 * nfs-utils utils/mount, util-linux, and the kernel's fsconfig: what the client says. Markup takes
 * the `<type>` of a pasted `mount.<type>` for a tag.
 */
const clientFails = lines(
  [
    "didn't pass remote address",
    'mount.nfs: ',
    'mount.nfs4: ',
    'helper program',
    'missing codepage or helper',
    'mounting nfs',
    'annot mount using NFSv4',
    // autofs modules/mount_nfs.c.
    'nfs: mount failure ',
  ],
  /annot mount using NFSv4|mount\(nfs\): nfs: mount failure |didn't pass remote address|mount\.nfs4?: (?!trying|mount\(2\): (?:No error|Success))|need a \/sbin\/mount\.(?:<type>|nfs4?|) helper|nfs.*missing codepage or helper/,
)
/** A server that went away, or never answered (net/sunrpc/clnt.c, fs/nfs/nfs4state.c, client.c). */
const serverGone = lines(
  [
    'not responding, still trying',
    'not responding, timed out',
    'tale file handle',
    'requires stronger authentication',
    // ENOLCK: the locks of a share are kept by statd and lockd of both sides.
    'o locks available',
    'stale NFS',
    ' failed on NFSv4 server ',
    'Lock reclaim failed',
    'trunking unhandled error',
    'NFSv4: state recovery failed',
    'cannot create RPC client',
    "NFS4: Couldn't follow remote path",
    // fs/lockd/mon.c: nobody watches over locks, since statd of one side does not answer.
    'lockd: cannot monitor',
  ],
  /lockd: cannot monitor| failed on NFSv4 server \S+ with error \d|NFS: (?:\w+: Lock reclaim failed|nfs4_discover_server_trunking unhandled error -(?!512\b))|NFSv4: state recovery failed|nfs_create_rpc_client: cannot create RPC client\. Error = -(?!512\b)|NFS4: Couldn't follow remote path|(?:nfs|lockd|rpcbind): server (?:\S+ )?not responding|[Ss]tale (?:NFS )?file handle|stale NFS|RPC: server \S+ requires stronger authentication|\b[Nn]o locks available/,
)
/**
 * A mount that answers no stat: Go takes the folder below for missing and cannot make it, in the
 * kubelet as in Docker.
 */
const deadMount = lines(': file exists', /mkdir \S*\/kubernetes\.io~nfs\/\S*: file exists/)
/** The same in the words of a person. */
const noted = lines(
  'NFS mount',
  /(?<!\b[Nn]o )(?<!\bwithout )\bNFS mounts?(?: \w+)? (?:errors?\b|fail|hang|hung|stuck|stale)/,
)
/** Longhorn's store for backups on an export: it hangs, or it refuses (longhorn#1177, longhorn#5628). */
const backupFails = lines(
  ['nfs://', 'backupstore-mounts'],
  /[Tt]imeout executing: .*\[backup \w+.*nfs:\/\/|nfs:\/\/.*(?:permission denied|annot mount nfs )|\sD[+<lNs]*\s.*backupstore-mounts/,
)
const backupUnmounted = lines('annot create mount directory', /for NFS server/)
/** Processes that hang in the NFS client. */
const hung = lines(
  ['nfs4_', 'nfs_', '[nfsv4]', 'rpc_wait_bit_killable'],
  /\[nfs(?:v[34])?\]|\bnfs4?_\w+(?:\+0x|\s*$)|rpc_wait_bit_killable/,
)
/** A row of ps: the program that mounts waits in the kernel. */
const helperHangs = pastedLines(
  ['mount.nfs', 'mount.cifs', 'mount.smb3'],
  /\sD[+<lNs]*\s.*\bu?mount\.(?:nfs4?|cifs|smb3)\b/,
)
/** Longhorn's share manager (csi/node_server.go, share_manager_controller.go). */
const share = lines(
  [
    'share not yet available',
    'share-manager',
    'NFSClientIsNotFound',
    'NFS clients [',
    'longhorn_recov_',
    'ganesha.nfsd failed',
    'NFS server exited with error',
  ],
  /share not yet available|longhorn_recov_\w+ :.*(?:FATAL|CRIT|HTTP call error)|ganesha\.nfsd failed with error|NFS server exited with error|NFSClientIsNotFound|NFS clients \[.*not found|share-manager-\S+.*(?:Error|CrashLoop|not ready|failed|error|\b0\/1\b)/,
)
/** volume_attachment_controller.go: the pod of the share does not come up. Why is in its own log. */
const awaited = lines('aiting for volume share to be available')
/** nfs-utils support/nfsidmap: client and export do not agree on the domain of names. */
const otherDomain = lines(
  'does not map into domain',
  /(?:nss_getpwnam|nss_name_to_gid): name .* does not map into domain/,
)
/**
 * What that looks like: files of root that belong to nobody. The group without a name is -2, which
 * NFS gives to owners that it cannot map; BusyBox's ls shows eight of its digits.
 */
const ofNobody = lines(
  'nobody',
  /^[-bcdlps][rwxsStT-]{9}\S?\s+\d+\s+nobody\s+(?:4294967294|42949672)\s/,
)
/** mount-utils and the CSI driver print the arguments of a mount only where it failed. */
const nfsMountFailed = lines('Mounting arguments: ', /Mounting arguments: .*-t nfs4?\s/)
/** `lock`, `grace`: a share that just restarted answers after 90 seconds. */
const nfsArguments = lines(['-t nfs', 'kubernetes.io~nfs', 'nfs://', '[tcp/nfs]'])
const timedOut = lines(['onnection timed out', 'DeadlineExceeded', 'deadline exceeded'])

export default definePattern({
  id: 'rwx-or-nfs-mount',
  title: 'A shared volume or NFS export cannot be mounted, or hangs',
  severity: 'critical',
  stage: 'stable',
  since: '0.1.0',
  reads: {
    ...questions,
    ...otherShares,
    ...server,
    longhornNodes,
    hungProcesses,
    clientFails,
    serverGone,
    deadMount,
    noted,
    backupFails,
    backupUnmounted,
    hung,
    helperHangs,
    ...onShare,
    share,
    awaited,
    nfsArguments,
    nfsMountFailed,
    timedOut,
    otherDomain,
    ofNobody,
  },
  told: sentences,
  explains: {
    onSameNode: ['node-overload', 'kernel-crash-or-lockup'],
    anywhere: ['volume-not-mounting', 'pods-not-well', 'app-fault'],
  },
  rivals: [
    {
      cause: 'kernel-regression',
      tell: '`Protocol not supported` since a kernel update, while another kernel mounts the same export.',
    },
    {
      cause: 'overlay-mtu-or-offload',
      tell: 'The export answers small requests, and everything large between nodes hangs; `nc -z` to the share takes about a minute.',
    },
    {
      cause: 'kernel-feature-missing',
      tell: '`modprobe nfs` finds no module, or it lacks version 4.1.',
    },
    {
      cause: 'traffic-blocked',
      tell: 'Port 2049 of the server is refused or filtered, from that node only.',
    },
  ],
  remedy: 'repair-nfs-client',
  docs: {
    meaning:
      'A shared (RWX) volume of Longhorn is an NFS export of a share manager pod. The node has no working NFS client, names the export wrongly, or the server behind it is away. A share of SMB, or a mount that a process serves by FUSE, fails in the same way.',
    impact:
      'Pods with that volume wait, or hang in state D and cannot be killed. `df` and `ls` on the node can hang with them.',
    diagnosis:
      'On {node}: `which mount.nfs; dpkg -l nfs-common; ls -l /sbin/mount.nfs4`, then `mount -v -t nfs -o vers=4.1 SERVER:/EXPORT /mnt` (it mounts the share; `umount /mnt` afterwards). SMB: `journalctl -k | grep CIFS`, and `mount -v -t cifs //SERVER/SHARE /mnt -o username=USER`. `kubectl -n longhorn-system get pods -l longhorn.io/component=share-manager -o wide`. Compare with a node where it works.',
    mitigation: allAdvice,
    references: [
      'https://github.com/torvalds/linux/blob/master/fs/nfs/nfs4state.c',
      'https://longhorn.io/docs/1.12.1/nodes-and-volumes/volumes/rwx-volumes/',
      'https://longhorn.io/kb/troubleshooting-failed-rwx-mount-due-to-connection-timeout/',
      'https://longhorn.io/kb/troubleshooting-rwx-mount-ownership-set-to-nobody/',
      'https://longhorn.io/kb/troubleshooting-rwx-concurrent-writer-process-hang/',
      'https://github.com/longhorn/longhorn-manager/blob/v1.12.1/csi/node_server.go',
      'https://github.com/longhorn/longhorn-manager/blob/v1.12.1/controller/volume_attachment_controller.go',
      'https://github.com/torvalds/linux/blob/master/fs/nfs/fs_context.c',
      'https://github.com/torvalds/linux/blob/master/fs/lockd/mon.c',
      'https://github.com/longhorn/cli/tree/master/pkg/local/preflight',
      'https://github.com/longhorn/backupstore/blob/master/nfs/nfs.go',
      'https://github.com/torvalds/linux/blob/master/fs/smb/client/connect.c',
      'https://github.com/torvalds/linux/blob/master/fs/fuse/dev.c',
    ],
  },

  advise: adviceFor,

  match(evidence, { node }) {
    const { clientFails, serverGone, hung, share } = evidence
    const stuck = evidence.hungProcesses
      .filter(({ waitChannel = '' }) => /nfs|rpc_wait/.test(waitChannel))
      .map((one) => because(one, `${one.command} (${one.pid}) hangs in ${one.waitChannel}`))
    const noClient = evidence.longhornNodes
      .filter(({ name }) => node === undefined || name === node)
      .flatMap((one) =>
        one.conditions
          .filter(({ type, status }) => type === 'NFSClientInstalled' && status === 'False')
          .map(({ message = '' }) => because(one, `${one.name}: ${message}`)),
      )
    const { serverDown, refused } = evidence
    const said: Reason[] = [
      ...clientFails,
      ...serverGone,
      ...evidence.deadMount,
      ...evidence.noted,
      ...serverDown,
      ...evidence.unprovisioned,
      ...evidence.unregistered,
      ...refused,
      ...evidence.backupFails,
      ...hung,
      ...evidence.helperHangs,
      ...share,
      ...stuck,
      ...evidence.smbMount,
      ...evidence.smbClient,
      ...evidence.fuseGone,
    ]
    // Without a shared volume nobody misses the client: advice of Longhorn, no finding.
    if (said.length > 0)
      return match(isPlain(evidence) ? 'confirmed' : 'suspected', [...said, ...noClient])
    return fromSigns(evidence)
  },
})

interface Signs extends Waits, OnShare {
  readonly otherDomain: readonly Reason[]
  readonly ofNobody: readonly Reason[]
  readonly nfsArguments: readonly Reason[]
  readonly nfsMountFailed: readonly Reason[]
  readonly timedOut: readonly Reason[]
  readonly registered: readonly LogLine[]
}

/** No word of a client or a server: what an export that does not work leaves behind. */
function fromSigns(signs: Signs): PatternOutcome {
  const { nfsArguments, timedOut } = signs
  const foreign: Reason[] = [...signs.otherDomain, ...signs.ofNobody]
  if (foreign.length > 0) return match('suspected', foreign, { severity: 'warning' })
  const seen = seenOnShare(signs)
  if (seen.length > 0) return match('suspected', seen)
  const unanswered = timedOut.length > 0 ? [...nfsArguments, ...timedOut] : []
  const failed = nfsArguments.length > 0 ? [...signs.nfsMountFailed, ...unanswered] : []
  if (failed.length > 0) return match('suspected', failed)
  const unserved = timedOut.length > 0 ? withoutNfs(signs.registered) : []
  if (unserved.length > 0) return match('suspected', [...unserved, ...timedOut])
  return fromWaits(signs)
}

interface Waits extends Questions {
  readonly awaited: readonly LogLine[]
  readonly backupUnmounted: readonly Reason[]
}

function fromWaits(found: Waits): PatternOutcome {
  const { awaited, backupUnmounted } = found
  // Kubernetes gave an attempt up over it: it is more than the minute that a share needs to start.
  const givenUp = awaited.filter(({ text }) => /ttachVolume/.test(text))
  if (givenUp.length > 0) return match('suspected', givenUp)
  if (backupUnmounted.length > 0)
    return unknown('the store for backups cannot be mounted', {
      next: 'showmount -e SERVER; kubectl -n longhorn-system get backuptargets.longhorn.io -o yaml',
    })
  return awaited.length > 0
    ? unknown('a shared volume waits for the pod that exports it', {
        next: 'kubectl -n longhorn-system logs -l longhorn.io/component=share-manager --prefix --tail=30',
      })
    : ask(found)
}

interface Plain {
  readonly clientFails: readonly { readonly text: string }[]
  readonly smbMount: readonly { readonly text: string }[]
}

/** Words that only a broken client or a wrong export make. */
function isPlain({ clientFails, smbMount }: Plain): boolean {
  const plain =
    /didn't pass remote address|helper program|access denied by server|No such file or directory/
  return (
    clientFails.some(({ text }) => plain.test(text)) ||
    smbMount.some(({ text }) => smbPlain.test(text))
  )
}
