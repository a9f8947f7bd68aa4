import { type AdviceCase, adviceFrom } from '../../words/advice.ts'

/** A server that is reached by the name or address of a Service. */
const inCluster = /\.svc(?:\.cluster\.local)?\b|\b10\.(?:43|96)\.\d+\.\d+\b/

/** What helps in each case; a finding gets the parts that its lines ask for, the page all of them. */
const cases: readonly AdviceCase[] = [
  [
    inCluster,
    "The server is a pod behind a Service: `kubectl get pods,endpoints -A | grep -i nfs` shows whether it runs, and `kubectl logs` of that pod what it refuses; what it exports stands in its own settings (a ConfigMap, the values of its chart), not on a node. The node mounts, not the pod: it does not ask CoreDNS, so write the Service's address instead of a name that ends in `.svc.cluster.local`.",
  ],
  [
    /didn't pass remote address|helper program|\/sbin\/mount\.(?:<type>|nfs4?|) helper|nfs.*codepage|NFS client .*not/i,
    "No NFS client: `apt-get install -y nfs-common` on {node} (again, if this node alone says `mount program didn't pass remote address`: its mount.nfs is missing or broken).",
  ],
  [
    /rpc\.statd is not running|lockd: cannot monitor|\bno locks? (?:being |are |were )?available|(?:able to|cannot|can['’]t) lock\b/i,
    'Locks of NFSv3 need rpc.statd: `systemctl enable --now rpcbind rpc-statd` on {node}, or mount with `nfsvers=4.1`, which needs neither.',
  ],
  [
    /^(?!.*(?:mount error\(|\bch(?:own|grp|mod)\b|changing |\.svc\b|\b10\.(?:43|96)\.)).*(?:access denied by server|refused \w+ request|unmatched host|not exported|permission denied|operation not permitted)/i,
    'The server refuses: `exportfs -v` there must name the address that the client comes from, with the right to write; `exportfs -ra` after a change.',
  ],
  [
    /(?:\bch(?:own|grp|mod)\b|changing ).*operation not permitted/i,
    'The server takes root for nobody (`root_squash`): give the folder there to the user that the program runs as, and let the pod run as that user, or export it with `no_root_squash`.',
  ],
  [
    /(?:mount\.nfs|mounting|NFS4).*(?:No such file or directory|remote path)/,
    'The export has another name: `showmount -e SERVER` lists them; NFSv4 counts the path from the export with `fsid=0`.',
  ],
  [
    /rotocol (?:is )?not supported|transport protocol/,
    'The version: `cat /proc/fs/nfsd/versions` on the server shows which it offers, `nfsvers=` in the mount options asks for one.',
  ],
  [
    /exportfs: |rpc\.nfsd|nfs-(?:kernel-)?server(?![\w.-]*\.svc\b)|init_export_root|No export entries|no valid export/,
    'The server itself: `systemctl status nfs-server` and `exportfs -ra` on it name the line of /etc/exports that it does not take.',
  ],
  [
    /nfs: server|lockd: server|onnection refused|Program not registered|timed out|timeout|deadline|cannot create RPC client|hangs? in|\sD[+<lNs]*\s|stuck|hung|nfs4?_|rpc_wait|\bD[- ]state\b|\bstate D\b|uninterrupt[ai]ble/i,
    'A mount that hangs: bring the server back first, and what waits goes on; `umount -f -l` loses what was not written.',
  ],
  [
    /[Ss]tale|: file exists/,
    'A stale handle: the export is another one than was mounted. Let the pods that use it end, `umount -l` what is left of it on {node}, and start them again.',
  ],
  [
    /share-manager|share not yet|volume share|ganesha|longhorn_recov/i,
    'A share of Longhorn: `kubectl -n longhorn-system logs -l longhorn.io/component=share-manager --prefix --tail=30` says why it does not come up; its volume must attach first.',
  ],
  [
    /nfs:\/\/|backupstore/,
    'The store for backups: `kubectl -n longhorn-system get backuptargets.longhorn.io -o yaml` shows the address and the last error; every node has to reach that export.',
  ],
  [
    /\bnobody\b|does not map into domain/,
    'Files that belong to nobody: give the node the same `Domain` in /etc/idmapd.conf as the share has, run `nfsidmap -c`, and let the volume be mounted anew.',
  ],
  [
    /\bcifs|mount error(?:\(|: )|\bsmb|samba/i,
    'SMB: error 13 is the account or its secret, 2 the name of the share, 112, 113 and 115 a server that is away; `apt-get install -y cifs-utils` where mount.cifs is missing.',
  ],
  [
    /ransport endpoint is not connected/,
    "`Transport endpoint is not connected`: the process behind that mount died; restart the driver's pod on {node}, then the pods that use the volume.",
  ],
]

/**
 * The page's list of all cases, and what helps against the lines of one finding; somebody's own
 * words may fit none of the cases.
 */
export const { all: allAdvice, against: adviceFor } = adviceFrom(cases)
