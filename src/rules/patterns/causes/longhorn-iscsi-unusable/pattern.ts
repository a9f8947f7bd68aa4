import type * as z from 'zod'
import type { Origin } from '#src/model/facts/define.ts'
import { longhornNodes } from '#src/model/facts/longhorn.ts'
import { units } from '#src/model/facts/node.ts'
import { lines } from '#src/model/line.ts'
import { because, match, type PatternOutcome, type Reason, unknown } from '#src/model/verdict.ts'
import { definePattern } from '../../../define-pattern.ts'
import { targetSilent } from '../../words/storage.ts'
import { adviceFor, allAdvice } from './advice.ts'
import { ask, questions } from './questions.ts'
import { sentences } from './told.ts'

/** longhorn-manager (v0.3 to v1.12) and nsenter do not find the program on the node. */
const notInstalled = lines(
  [
    'make sure you have iscsiadm',
    'iscsiadm/open-iscsi installed',
    'failed to execute iscsiadm',
    'iscsiadm: No such file',
    'iscsiadm: command not found',
    'iscsiadm: not found',
    'Missing packages: [',
    'open-iscsi is not found',
    'open-iscsi not found',
    'iscsi-initiator-utils is not',
    'rror starting manager',
  ],
  /^(?!.*rror starting manager(?!.*iscsi(?:adm|d)?\b.*(?:not found|No such file|not installed|installed on the host)))(?!.*Missing packages: \[(?!.*(?:open-iscsi|iscsi-initiator)))/,
)
/** open-iscsi usr/iscsi_err.c, usr/discovery.c, usr/iscsid_req.c, usr/transport.c. */
const notRunning = lines([
  'iSCSI driver tcp is not loaded',
  'iSCSI driver not found. Please make sure it is loaded',
  'Could not load transport module iscsi_tcp',
  'Could not load transport tcp',
  'Could not insert module tcp',
  'Could not insert module iscsi_tcp',
  'Module iscsi_tcp not found',
  "Failed to find module 'iscsi_tcp'",
  'can not connect to iSCSI daemon',
  'Could not get list of targets',
  'Initiatorname required',
  'iscsid is not running',
  'Unit iscsid.service not found',
  'Unit iscsid.service could not be found',
  // longhornctl check preflight, and environment_check.sh before it.
  'either iscsid.service nor iscsid.socket is',
])
/** systemd and Talos tell of a daemon that does not come up. open-iscsi.service only logs in. */
const daemonFails = lines(
  ['iscsid', 'iSCSI', 'daemon died?'],
  /^(?!.*open-iscsi\.service).*(?:iscsi\w*: read error \(-?\d+\/\d+\), daemon died\?|iscsid\.(?:service|socket)(?: - \S.*)?: (?:Failed|Main process exited)|Failed to start .*(?:iscsid|iSCSI (?:initiator )?daemon)|ext-iscsid\)?.*(?:\(Failed\)|going to restart forever|failed: exit code|unhealthy|Failed to create runner))/i,
)
/**
 * usr/netlink.c: the kernel's side of iSCSI answers in the network namespace of the host only. In a
 * node that is a container (kind, k3d, LXC) the daemon ends at its first login.
 */
const noNetlink = lines('sendmsg: bug? ctrl_fd')
/** The daemon's two files: without a name of its own an initiator talks to no target. */
const noSettings = lines(
  ['initiatorname.iscsi', 'iscsid.conf', 'InitiatorName'],
  /(?:initiatorname\.iscsi|iscsid\.conf).*(?:does not exist|No such file|not a directory|(?:is )?missing|not found)|(?:[Mm]issing|[Nn]o|[Cc]an(?:no|')t (?:open|read|find)) .{0,24}(?:initiatorname\.iscsi|iscsid\.conf)|InitiatorName (?:is )?(?:required|not (?:set|defined|found))|can't open InitiatorName/,
)
/** SELinux forbids it (open-iscsi up to 2.1.4 with newer policies). */
const denied = lines('iscsiadm', /(?:avc:|AVC).*denied.*comm="?iscsiadm|denied.*comm="iscsiadm"/)
/**
 * usr/idbm.c: iscsiadm cannot lock its records. A file system that is read-only is another cause.
 */
const noRecords = lines(
  ['lock discovery DB', '/run/lock/iscsi', '/var/lock/iscsi'],
  /^(?!.*[Rr]ead-only file system).*(?:Could not lock discovery DB|Could not open(?:\/create lock file)?:? \S*\/lock\/iscsi\S*: )/,
)
/**
 * The host's initiator does not get to the instance manager on the same node. Error 15 is a session
 * that is there already, and 28 one whose disk is in use: iSCSI works.
 */
const notReached = lines(
  [
    'iscsiadm: cannot make',
    'iscsiadm: connect to',
    'SendTargets discovery',
    'reopen_max',
    'initiator reported error',
    'nsenter: cannot open /host/proc/1/ns',
  ],
  /nsenter: cannot open \/host\/proc\/1\/ns\/\S+: Permission denied|iscsiadm: (?:cannot make|connect to .* failed|connection login retries|Could not perform SendTargets)|Could not perform SendTargets|login retries \(reopen_max\)|iscsiadm: initiator reported error \((?!(?:15|28) )/,
)
/** The engine's frontend logs in by nsenter and iscsiadm (go-iscsi-helper); long lines get wrapped. */
const login = lines(
  'iscsiadm ',
  /iscsiadm -m (?:node|discovery)\b.*(?:io\.longhorn|-t st\b|--login)/,
)
const loginFails = lines(
  ['o startup frontend', 'imeout executing', 'ailed to execute'],
  /^(?!.*initiator reported error \(28 ).*(?:[Ff]ailed to startup frontend|(?:[Tt]imeout executing|[Ff]ailed to execute).*(?:nsenter|iscsiadm))/,
)
/** longhorn-engine and longhorn-instance-manager: no device for a volume. */
const noFrontend = lines(['ailed to init frontend', 'ailed to startup frontend'])
const modules = lines(
  'iscsi_tcp',
  /[Mm]odules? (?:\[[^\]]*iscsi_tcp[^\]]*\]|iscsi_tcp) (?:is|are) not (?:loaded|enabled)/,
)

type LonghornNode = z.infer<typeof longhornNodes.schema> & Origin

export default definePattern({
  id: 'longhorn-iscsi-unusable',
  title: 'iSCSI does not work on the node, so no Longhorn volume attaches',
  severity: 'critical',
  stage: 'stable',
  since: '0.1.0',
  scope: 'cluster',
  reads: {
    ...questions,
    longhornNodes,
    units,
    notInstalled,
    notRunning,
    daemonFails,
    noNetlink,
    noSettings,
    denied,
    noRecords,
    notReached,
    targetSilent,
    login,
    loginFails,
    noFrontend,
    modules,
  },
  told: sentences,
  explains: {
    anywhere: [
      'volume-not-mounting',
      'volume-attached-elsewhere',
      'rwx-or-nfs-mount',
      'longhorn-csi-driver-not-registered',
      'longhorn-webhook-unreachable',
      'pods-not-well',
      'app-fault',
    ],
  },
  rivals: [
    {
      cause: 'benign-storage-noise',
      tell: 'iscsid (not iscsiadm) calls an address that no pod has any more, and volumes attach.',
    },
    {
      cause: 'kernel-feature-missing',
      tell: '`modprobe iscsi_tcp` finds no module: this kernel was built without it.',
    },
    {
      cause: 'longhorn-engine-lost-replicas',
      tell: 'The volume was attached and worked before.',
    },
  ],
  remedy: 'make-iscsi-usable',
  docs: {
    meaning:
      'Longhorn shows a volume to the node by iSCSI. The program iscsiadm is missing, its daemon or kernel module is not there, SELinux forbids it, or it is sent out by the wrong interface.',
    impact:
      'No Longhorn volume can be attached on that node; longhorn-manager may not start there at all.',
    diagnosis:
      'On {node}: `iscsiadm --version; systemctl status iscsid; lsmod | grep iscsi_tcp; ausearch -m AVC -c iscsiadm; iscsiadm -m iface`.',
    mitigation: allAdvice,
    references: [
      'https://github.com/open-iscsi/open-iscsi/blob/master/usr/idbm.c',
      'https://longhorn.io/docs/1.12.1/deploy/install/#installation-requirements',
      'https://longhorn.io/kb/troubleshooting-iscsiadm-no-route-to-host/',
      'https://longhorn.io/kb/troubleshooting-volume-attachment-fails-due-to-selinux-denials/',
      'https://github.com/longhorn/longhorn-manager/blob/v1.6.0/app/daemon.go',
      'https://github.com/open-iscsi/open-iscsi/blob/master/usr/iscsi_err.c',
      'https://github.com/longhorn/go-iscsi-helper/blob/master/iscsi/initiator.go',
      'https://github.com/siderolabs/extensions/tree/main/storage/iscsi-tools',
      'https://github.com/open-iscsi/open-iscsi/blob/master/usr/io.c',
      'https://github.com/kubernetes/kubernetes/blob/master/pkg/volume/iscsi/iscsi_util.go',
      'https://github.com/kubernetes/kubernetes/issues/55678',
      'https://github.com/openebs-archive/openebs-docs/issues/513',
    ],
  },

  advise: adviceFor,

  match(evidence) {
    const { notInstalled, denied, modules } = evidence
    const notReached = [...evidence.notReached, ...evidence.targetSilent]
    const onNodes = evidence.longhornNodes.flatMap(judgeNode)
    if (onNodes.length > 0) return onNodes
    // A script asks systemd in its own way; what `systemctl status` shows outweighs it.
    const runs = evidence.units.some(
      ({ name, activeState }) =>
        /^iscsid\.(?:service|socket)$/.test(name) && activeState === 'active',
    )
    const asked = evidence.notRunning.filter(({ text }) => daemonAsked.test(text))
    const notRunning = evidence.notRunning.filter((line) => !(runs && asked.includes(line)))
    const missing: Reason[] = [...notInstalled, ...notRunning, ...modules]
    // Longhorn looked at its nodes and found the package and the module: the words are old.
    if (missing.length > 0 && evidence.longhornNodes.length === 0)
      return match('confirmed', [...missing, ...denied, ...notReached])
    if (denied.length > 0) return match('confirmed', [...denied, ...notReached])
    const attempt = evidence.login.length > 0 ? evidence.loginFails : []
    const left = evidence.noFrontend.length > 0 ? evidence.targetLeft : []
    const daemon: Reason[] = [
      ...evidence.daemonFails,
      ...evidence.noNetlink,
      ...evidence.noSettings,
      ...evidence.noRecords,
    ]
    if (left.length > 0) return match('suspected', [...left, ...evidence.noFrontend])
    if (daemon.length + notReached.length + attempt.length === 0)
      return asked.length > 0 ? contradicted : ask(evidence)
    const seen = [...daemon, ...notReached, ...attempt, ...evidence.login]
    return match('suspected', [...new Set(seen)])
  },
})

/** Checks that ask whether the daemon runs, on whatever node they ran (longhorn scripts, longhornctl). */
const daemonAsked = /iscsid is not running|either iscsid\.service nor/

const contradicted = unknown(
  'a check says that iscsid does not run, and systemd says that it does',
  {
    next: 'on the node that the check names: systemctl is-active iscsid.service iscsid.socket open-iscsi.service; iscsiadm -m session',
  },
)

/** Longhorn's own look at a node, repeated every half hour. */
function judgeNode(node: LonghornNode): PatternOutcome[] {
  const bad = node.conditions.filter(
    ({ type, status, message = '' }) =>
      status === 'False' &&
      ((type === 'RequiredPackages' && /open-iscsi|iscsi-initiator/.test(message)) ||
        (type === 'KernelModulesLoaded' && message.includes('iscsi_tcp'))),
  )
  if (bad.length === 0) return []
  const reasons = bad.map(({ type, message = '' }) =>
    because({ evidence: node.evidence, node: node.name }, `${node.name}: ${type}: ${message}`),
  )
  return [match('confirmed', reasons, { subject: `node/${node.name}`, fill: { node: node.name } })]
}
