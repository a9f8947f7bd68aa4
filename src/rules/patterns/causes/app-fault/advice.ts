import { type AdviceCase, adviceFrom } from '../../words/advice.ts'

/** What helps in each case; a finding gets the parts that its lines ask for, the page all of them. */
const cases: readonly AdviceCase[] = [
  [
    /re-use a name|another operation|no deployed releases|into the current release|failure policy is/,
    'A Helm release that is stuck: `helm -n NAMESPACE history NAME`, then `helm rollback`, or for a chart of K3s `kubectl -n kube-system delete helmchart NAME` only if what it installed may go.',
  ],
  [
    /nodes are available/,
    'For a pod that no node fits, `kubectl get nodes --show-labels` against its nodeSelector and affinity.',
  ],
  [
    /HTTP response to HTTPS client|HTTP request to an HTTPS server|TLS handshake|malformed HTTP/,
    'The `scheme` of the probe has to fit what listens at its port; a tool inside the image takes it from its own variable (VAULT_ADDR).',
  ],
  [
    /exec user process|exec \/\S+: no such file/,
    'A start script with line ends of Windows, or whose interpreter the image lacks, is `no such file` as well.',
  ],
  [
    /ead-only file system/,
    'A root file system that was set read-only (`readOnlyRootFilesystem`) wants an `emptyDir` where the program writes; a folder missing beside it is a claim that the pod does not mount.',
  ],
  [/storage ?class/i, 'For a claim without a class, name one of `kubectl get storageclass`.'],
  [
    /Mounting arguments|mount option|nknown parameter/,
    'Owner and mode of a disk (ext4, xfs) come from `runAsUser` and `fsGroup`: take `uid`, `dir_mode` and the like out of `mountOptions` of the StorageClass and of the volume.',
  ],
  [
    /server's history|WAL s/,
    'For a database replica that has left the history of its primary, make it anew from a backup of the primary.',
  ],
]

const always =
  'Correct what the message names: the variable, Secret, ConfigMap, permission (`fsGroup`), the path or port of a probe, or the data.'

/** The page's list of all cases, and what helps against the lines of one finding. */
export const { all: allAdvice, against: adviceFor } = adviceFrom(cases, always)
