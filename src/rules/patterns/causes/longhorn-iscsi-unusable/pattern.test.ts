import { longhornNodes } from '#src/model/facts/longhorn.ts'
import { units } from '#src/model/facts/node.ts'
import { facts, fixture, log, testPattern } from '#test/support/pattern.ts'
import pattern from './pattern.ts'

const read = (name: string) => fixture(import.meta.url, name)
const node = (type: string, status: string, message: string) => ({
  name: 'pi02',
  allowScheduling: true,
  disks: [],
  conditions: [{ type, status, message }],
})

testPattern(pattern, {
  finds: [
    {
      name: 'a target that does not answer, asked by the kubelet itself',
      confidence: 'suspected',
      evidence: [
        log(
          'Warning  FailedMount  kubelet  MountVolume.WaitForAttach failed for volume "pvc-1": iscsi: failed to sendtargets to portal 10.44.0.9:3260 output: iscsiadm: Connection to Discovery Address 10.44.0.9 closed',
        ),
      ],
    },
    {
      name: 'the same, of a login that gets no answer',
      confidence: 'suspected',
      evidence: [
        log(
          'iscsiadm: Login I/O error, failed to send a PDU\niscsiadm: retrying discovery login to 10.44.0.9',
        ),
      ],
    },
    {
      name: 'a target that was left in the way of the next engine',
      evidence: [
        log('tgtadm: can\'t find the logical unit\nlevel=fatal msg="Failed to init frontend"'),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a manager that ends, in words that somebody shortened',
      evidence: [log('Error starting manager: … iscsiadm … not found')],
      confidence: 'confirmed',
    },
    {
      name: 'a daemon in a container, which the kernel does not hear',
      evidence: [log('iscsid[4711]: sendmsg: bug? ctrl_fd 4')],
      confidence: 'suspected',
    },
    {
      name: 'a daemon that ended while iscsiadm waited for it',
      evidence: [log('iscsiadm: read error (-1/104), daemon died?')],
      confidence: 'suspected',
    },
    {
      name: 'the same check where systemd says no as well',
      evidence: [
        log('[ERROR] iscsid is not running on pi03.'),
        facts(units, [{ name: 'iscsid.service', activeState: 'inactive', subState: 'dead' }]),
      ],
    },
    {
      name: 'a daemon that runs and cannot be reached',
      evidence: [
        log('iscsiadm: can not connect to iSCSI daemon (111)!'),
        facts(units, [{ name: 'iscsid.service', activeState: 'active', subState: 'running' }]),
      ],
    },
    {
      name: "Longhorn's preflight check",
      evidence: [log('    - Neither iscsid.service nor iscsid.socket is running')],
    },
    {
      name: 'a module that systemd does not find either',
      confidence: 'confirmed',
      evidence: [
        log(
          "systemd-modules-load[222]: Failed to find module 'iscsi_tcp'\niscsid[641]: Could not insert module tcp. Kmod error -2",
        ),
      ],
    },
    {
      name: 'records that cannot be locked',
      confidence: 'suspected',
      evidence: [
        log(
          'iscsiadm: Maybe you are not root?\niscsiadm: Could not lock discovery DB: /run/lock/iscsi/lock.write: Permission denied',
        ),
      ],
    },
    {
      name: 'a daemon that systemd gives up',
      evidence: [
        log(
          'systemd[1]: iscsid.service: Main process exited, code=exited, status=1/FAILURE\nsystemd[1]: Failed to start iscsid.service - iSCSI initiator daemon (iscsid).',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: "Talos's daemon, which has no folder for its settings",
      evidence: [
        log(
          '[talos] service[ext-iscsid](Failed): Failed to create runner: mkdir /usr/local/etc/iscsi: read-only file system',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: "Talos's daemon, again and again",
      evidence: [
        log(
          'EVENTS   [Waiting]: Error running Containerd(ext-iscsid), going to restart forever: task "ext-iscsid" failed: exit code 1 (4s ago)',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'an initiator without a name',
      evidence: [
        log(
          'iscsid: Warning: InitiatorName file /etc/iscsi/initiatorname.iscsi does not exist or does not contain a properly formatted InitiatorName.',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a login that hangs',
      evidence: [
        log(
          'level=error msg="Failed to startup frontend" error="timeout executing: nsenter [nsenter --mount=/host/proc/1/ns/mnt --net=/host/proc/1/ns/net iscsiadm -m node -T iqn.2019-10.io.longhorn:pvc-7a -p 10.42.3.9 --login], output , stderr "',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a login that hangs, in a pasted line that was wrapped',
      evidence: [
        log(
          'level=error msg="Failed to startup frontend"\n  error="timeout executing: nsenter [nsenter --mount=/host/proc/1/ns/mnt --net=/host/proc/1/ns/net\n  iscsiadm -m node -T iqn.2019-10.io.longhorn:pvc-7a -p 10.42.3.9 --login], output , stderr "',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: "the initiator's own error",
      evidence: [log('iscsiadm: initiator reported error (8 - connection timed out)')],
      confidence: 'suspected',
    },
    {
      name: 'a manager that finds no iscsiadm',
      evidence: [log(read('manager-v1.6.txt'))],
      confidence: 'confirmed',
    },
    {
      name: 'no way to the own instance manager',
      evidence: [log(read('instance-manager-v1.10.txt'))],
      confidence: 'suspected',
    },
    { name: 'SELinux', evidence: [log(read('selinux.txt'))], confidence: 'confirmed' },
    {
      name: 'a module that is not loaded',
      evidence: [
        log('iscsiadm: iSCSI driver tcp is not loaded. Load the module then retry the command.'),
      ],
    },
    {
      name: "Longhorn's look at the node",
      evidence: [
        facts(longhornNodes, [node('RequiredPackages', 'False', 'Missing packages: [open-iscsi]')]),
      ],
      confidence: 'confirmed',
      subject: 'node/pi02',
    },
    {
      name: 'an instance manager that may not enter the node',
      confidence: 'suspected',
      evidence: [
        log(
          'level=fatal msg="failed to login iscsi: nsenter: cannot open /host/proc/1/ns/net: Permission denied"',
        ),
      ],
    },
  ],
  staysQuiet: [
    {
      name: 'a session that is there already',
      evidence: [
        log(
          'failed to find device path: [], last error seen: failed to sendtargets to portal filer.barn.test:3260, err: exit status 15',
        ),
      ],
    },
    {
      name: 'a manager that ends over something else',
      rival: 'longhorn-webhook-unreachable',
      evidence: [
        log('level=fatal msg="Error starting manager: webhook service is not accessible"'),
      ],
    },
    {
      name: 'a session that somebody still uses',
      evidence: [
        log(
          'level=error msg="Failed to init frontend" error="failed to logout target: failed to execute: /usr/bin/nsenter [nsenter --mount=/host/proc/9/ns/mnt iscsiadm -m node -T iqn.2019-10.io.longhorn:wiki --logout], stderr iscsiadm: initiator reported error (28 - device or resource in use)"',
        ),
      ],
    },
    {
      name: 'records on a file system that turned read-only',
      rival: 'sd-card-failing',
      evidence: [
        log(
          'iscsiadm: Could not lock discovery DB: /run/lock/iscsi/lock.write: Read-only file system',
        ),
      ],
    },
    {
      name: 'a login at boot that finds no target',
      evidence: [
        log(
          "systemd[1]: open-iscsi.service: Failed with result 'exit-code'.\nsystemd[1]: Failed to start open-iscsi.service - Login to default iSCSI targets.",
        ),
      ],
    },
    {
      name: 'a daemon of Talos that runs',
      evidence: [
        log(
          '[talos] service[ext-iscsid](Running): Started task ext-iscsid (PID 2112) for container ext-iscsid',
        ),
      ],
    },
    {
      name: 'the files of an initiator that works',
      evidence: [log('ls /etc/iscsi\ninitiatorname.iscsi\niscsid.conf')],
    },
    {
      name: 'a session that is there already',
      evidence: [log('iscsiadm: initiator reported error (15 - session exists)')],
    },
    {
      name: 'a login among others that work',
      evidence: [
        log(
          'level=info msg="nsenter --net=/host/proc/1/ns/net iscsiadm -m node -T iqn.2019-10.io.longhorn:pvc-7a -p 10.42.3.9 --login"',
        ),
      ],
    },
    {
      name: 'iscsid that calls an old address',
      rival: 'benign-storage-noise',
      evidence: [log('iscsid[911]: connect to 10.42.7.19:3260 failed (No route to host)')],
    },
    {
      name: 'a missing package of another kind',
      evidence: [
        log('Missing packages: [cryptsetup]'),
        facts(longhornNodes, [
          node('KernelModulesLoaded', 'False', 'Kernel modules [dm_crypt] are not loaded'),
        ]),
      ],
    },
    {
      name: 'an old refusal on nodes that have what they need',
      evidence: [
        log(read('manager-v1.6.txt')),
        facts(longhornNodes, [
          node('RequiredPackages', 'True', 'All required packages [open-iscsi] are installed'),
        ]),
      ],
    },
    {
      name: 'an engine that died',
      rival: 'longhorn-engine-lost-replicas',
      evidence: [log('Engine of volume pvc-1 dead unexpectedly, reattach the volume')],
    },
  ],
  cannotTell: [
    {
      name: 'a target that was left, and nothing else',
      evidence: [log('tgtadm: this target is still active')],
    },
    {
      name: 'a check that says no where systemd says yes',
      evidence: [
        log('[ERROR] iscsid is not running on pi03.'),
        facts(units, [{ name: 'iscsid.service', activeState: 'active', subState: 'running' }]),
      ],
    },
    {
      name: 'a target daemon that does not answer its own command',
      evidence: [
        log(
          'failed to execute: tgtadm --lld iscsi --op new --mode target --tid 4, stderr tgtadm: failed to send request hdr to tgt daemon, Transport endpoint is not connected',
        ),
      ],
    },
    {
      name: 'iscsiadm that is shown no target',
      evidence: [log('failed to discover targets: stderr iscsiadm: No portals found')],
    },
    {
      name: 'a start that waits for its logins',
      evidence: [
        log(
          '[ *** ] A start job is running for Login and scanning of iSCSI devices (48s / no limit)',
        ),
      ],
    },
    {
      name: 'a volume that does not attach',
      silent: true,
      evidence: [log('AttachVolume.Attach failed for volume "pvc-1"')],
    },
  ],
})
