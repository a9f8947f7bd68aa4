import { type AdviceCase, adviceFrom } from '../../words/advice.ts'

/** What helps in each case; a finding gets the parts that its lines ask for, the page all of them. */
const cases: readonly AdviceCase[] = [
  [
    /iscsiadm.*(?:No such file|not found|installed)|open-iscsi|initiator-utils|Missing packages|iscsid(?:\.service)?(?: is)? (?:not found|could not be found)/i,
    'On {node}: `apt-get install -y open-iscsi` (Talos: the extension siderolabs/iscsi-tools; NixOS: `services.openiscsi`).',
  ],
  [
    /iscsi_tcp|driver tcp|transport (?:module|tcp)|driver not found|module tcp/i,
    'On {node}: `modprobe iscsi_tcp`, and its name in a file of /etc/modules-load.d; a kernel without it has to be replaced.',
  ],
  [
    /daemon|iscsid|list of targets/i,
    'On {node}: `systemctl enable --now iscsid`; `journalctl -u iscsid -b` says why it ends.',
  ],
  [
    /initiator ?name|iscsid\.conf/i,
    'On {node}: the file /etc/iscsi/initiatorname.iscsi has to hold `InitiatorName=` and a name (`iscsi-iname` makes one); then restart iscsid.',
  ],
  [
    /lock discovery DB|lock\/iscsi/i,
    'On {node}: /run/lock/iscsi has to be a folder that can be written; remove a lock that nobody holds.',
  ],
  [
    /iscsiadm: (?:cannot make|connect to|connection login)|SendTargets|reopen_max|initiator reported|No route to host/i,
    'For `No route to host` delete iSCSI interfaces that bind to one network card (`iscsiadm -m iface`).',
  ],
  [
    /Discovery Address|(?:receive|send) a PDU|discovery login|sendtargets to portal/,
    'The target does not answer: look whether the pod or machine behind its address runs, and whether another node reaches it (`iscsiadm -m discovery -t st -p ADDRESS`). Some networks do not lead a node to a service on itself: then let the pod start on another node.',
  ],
  [
    /avc:|AVC|denied|ns\/\S+: Permission/,
    'For `avc: denied` update open-iscsi and the SELinux policy.',
  ],
  [
    /ctrl_fd/,
    '`sendmsg: bug? ctrl_fd`: a node in a container (kind, k3d, LXC) cannot log in; take a virtual machine.',
  ],
  [
    /tgtadm|init frontend/,
    'For `tgtadm` beside `frontend`: a target was left behind; let the volumes of that node go, then delete its instance-manager pod.',
  ],
]

/** The page's list of all cases, and what helps against the lines of one finding. */
export const { all: allAdvice, against: adviceFor } = adviceFrom(
  cases,
  undefined,
  'Then delete the longhorn-manager pod of that node, so that it looks again.',
)
