import { fixture, log, testPattern } from '#test/support/pattern.ts'
import pattern from './pattern.ts'

const text = (name: string) => fixture(import.meta.url, name)
const volume = 'blk_update_request: I/O error, dev sdc, sector 8\nAborting journal on device sdc-8.'

testPattern(pattern, {
  finds: [
    {
      name: 'a data disk that somebody still holds',
      confidence: 'suspected',
      evidence: [log('[FAILED] Failed unmounting mnt-barn.mount - /mnt/barn.')],
    },
    {
      name: 'an unmount that the end of the shutdown waits for',
      confidence: 'suspected',
      evidence: [log('systemd-shutdown[1]: Waiting for process: 2210 (umount)')],
    },
    {
      name: 'Talos keeps a busy folder',
      confidence: 'suspected',
      evidence: [log('[talos] failed unmounting /var/mnt/storage: device or resource busy')],
    },
    {
      name: 'logind waits no longer for the kubelet',
      confidence: 'suspected',
      evidence: [
        log(
          'systemd-logind[610]: Delay lock is active (UID 0/root, PID 1422/kubelet) but inhibitor timeout is reached.',
        ),
      ],
    },
    {
      name: 'the kubelet’s own time is over',
      confidence: 'suspected',
      evidence: [
        log(
          'kubelet[1422]: I0602 04:12:31.1 1422 nodeshutdown_manager.go:270] "Shutdown manager pod killing time out" gracePeriod=20 priority=0',
        ),
      ],
    },
    {
      name: 'a reboot that somebody tells of',
      confidence: 'suspected',
      evidence: [log('The reboot of the second node gets stuck on unmounting the volumes.')],
    },
    {
      name: 'what ends the node hangs itself',
      confidence: 'suspected',
      evidence: [
        log(
          'systemd-shutdown[1]: Detaching DM devices.\nINFO: task systemd-shutdow:31022 blocked for more than 120 seconds.',
        ),
      ],
    },
    {
      name: 'a mount that is given up',
      confidence: 'suspected',
      evidence: [
        log(
          "systemd-shutdown[1]: Unmounting '/var/lib/kubelet/plugins/kubernetes.io/csi/driver.longhorn.io/9c1/globalmount' timed out, issuing SIGKILL to PID 4121.",
        ),
      ],
    },
    {
      name: 'containers that outlive the last signal',
      confidence: 'suspected',
      evidence: [
        log(
          '[  512.1] systemd-shutdown[1]: Waiting for process: containerd-shim, longhorn-manag, tgtd',
        ),
      ],
    },
    {
      name: 'the same, as somebody copied it from the screen',
      confidence: 'suspected',
      evidence: [log('systemd-shutdown[1]: Waiting for: containerd-shim, containerd-shim')],
    },
    {
      name: 'a stop of K3s that lasts, by the name of its unit',
      evidence: [log('[ ***  ] A stop job is running for Lightweight Kubernetes (47s / 1min 30s)')],
      confidence: 'suspected',
    },
    {
      name: 'a guest that its host shut down',
      evidence: [
        log(
          "systemd-logind[611]: System is powering down (hypervisor initiated shutdown).\nsystemd[1]: cri-containerd-5b1e.scope: Failed with result 'timeout'.\nkernel: connection3:0: detected conn error (1020)\nsystemd[1]: open-iscsi.service: Control process exited, code=killed, status=15/TERM",
        ),
      ],
      confidence: 'confirmed',
    },
    {
      name: 'containers that outlived it, and nothing of the volumes',
      evidence: [
        log(
          "systemd-logind[611]: System is powering down (hypervisor initiated shutdown).\nsystemd[1]: cri-containerd-5b1e.scope: Failed with result 'timeout'.\n",
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'errors of a volume after the shutdown began',
      confidence: 'suspected',
      evidence: [
        log(
          'Nov 25 23:18:09 attic systemd[1]: Stopping Lightweight Kubernetes...\nNov 25 23:18:18 attic kernel: blk_update_request: I/O error, dev sdf, sector 8',
        ),
      ],
    },
    {
      name: 'sessions that cannot log out, and a medium error',
      confidence: 'confirmed',
      evidence: [log(text('medium-error-at-the-end.txt'), { boot: -1 })],
    },
    {
      name: 'containers and mounts that do not end',
      confidence: 'suspected',
      evidence: [log(text('scopes-time-out.txt'))],
    },
    {
      name: 'iSCSI stopped before the volume',
      confidence: 'suspected',
      evidence: [log(`systemd[1]: Stopped iscsid.service - iSCSI initiator daemon.\n${volume}`)],
    },
  ],
  staysQuiet: [
    {
      name: 'a folder of the system, which no workload writes to',
      evidence: [log('[FAILED] Failed unmounting /root.')],
    },
    {
      name: 'a desktop that delays its sleep',
      evidence: [
        log(
          'systemd-logind[610]: Delay lock is active (UID 1000/anna, PID 2011/gnome-shell) but inhibitor timeout is reached.',
        ),
      ],
    },
    {
      name: 'the RAM disk of the boot is still mounted',
      rival: 'benign-kernel-noise',
      evidence: [
        log(
          'sd-umount[2101]: Failed to unmount /oldroot: Device or resource busy\nshutdown[1]: Failed to finalize file systems, ignoring.',
        ),
      ],
    },
    {
      name: "a program of somebody's own that outlives it",
      evidence: [log('systemd-shutdown[1]: Waiting for process: rsync, rsync')],
    },
    {
      name: 'a script that waits while the node runs on',
      evidence: [log('k3s-killall.sh[411]: Waiting for: containerd-shim')],
    },
    {
      name: 'a guest that stopped well',
      evidence: [
        log(
          'qemu-ga: info: guest-shutdown called, mode: powerdown\nsystemd-logind[611]: System is powering down (hypervisor initiated shutdown).',
        ),
      ],
    },
    {
      name: 'a container that is slow to end, without a shutdown',
      evidence: [
        log(
          'level=info msg="Container 5b1e failed to exit within 30 seconds of signal 15 - using the force"',
        ),
      ],
    },
    {
      name: 'a volume that failed an hour before the shutdown',
      rival: 'longhorn-engine-lost-replicas',
      evidence: [
        log(
          'Nov 25 22:01:02 attic kernel: blk_update_request: I/O error, dev sdf, sector 8\nNov 25 23:18:09 attic systemd[1]: Reached target Shutdown.',
        ),
      ],
    },
    {
      name: 'an engine that died by itself',
      rival: 'longhorn-engine-lost-replicas',
      evidence: [log(volume)],
    },
    {
      name: 'an orderly shutdown',
      evidence: [
        log(
          'systemd[1]: Reached target shutdown.target - System Shutdown.\nreboot: Restarting system',
        ),
      ],
    },
    {
      name: 'a power cut',
      rival: 'power-loss',
      evidence: [log('EXT4-fs (sda2): recovery complete')],
    },
    {
      name: 'a disk with bad sectors',
      rival: 'disk-media-failing',
      evidence: [
        log(
          'critical medium error, dev sdb, sector 5 op 0x0:(READ)\n197 Current_Pending_Sector 0x0012 099 099 000 Old_age Always - 8',
        ),
      ],
    },
  ],
  cannotTell: [
    {
      name: 'a kubelet that may not delay a shutdown',
      evidence: [
        log(
          'kubelet[1422]: E0602 04:12:31.1 1422 kubelet.go:1411] "Failed to start node shutdown manager" err="no reply"',
        ),
      ],
    },
    {
      name: 'a job that does not stop, and errors of volumes without a time',
      evidence: [
        log(
          'A stop job is running for LVM event activation (2min / 3min)\nBuffer I/O error on dev sdd, logical block 4',
        ),
      ],
    },
    {
      name: 'a reboot that was forced',
      evidence: [log('systemd[1]: reboot.target: Job reboot.target/start timed out.')],
    },
    {
      name: 'a mapped disk that is still in use at the end',
      evidence: [
        log('systemd-shutdown[1]: Could not detach DM /dev/dm-2: Device or resource busy'),
      ],
    },
    {
      name: 'errors in a log that also holds a shutdown',
      evidence: [log(`${volume}\nsystemd[1]: Reached target shutdown.target - System Shutdown.`)],
    },
  ],
})
