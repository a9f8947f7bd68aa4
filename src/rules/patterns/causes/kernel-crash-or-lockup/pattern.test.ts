import { bootEnds } from '#src/model/facts/node.ts'
import { facts, fixture, log, testPattern } from '#test/support/pattern.ts'
import pattern from './pattern.ts'

const text = (name: string) => fixture(import.meta.url, name)
const hung = 'INFO: task kworker/u8:2:71 blocked for more than 120 seconds.'

testPattern(pattern, {
  finds: [
    {
      name: 'a task never comes to rest, so RCU waits for it',
      confidence: 'suspected',
      evidence: [
        log(
          'rcu_tasks_wait_gp: rcu_tasks grace period number 12 (since boot) is 131273 jiffies old.',
        ),
      ],
    },
    {
      name: 'the same, as a stall',
      confidence: 'suspected',
      evidence: [log('INFO: rcu_tasks detected stalls on tasks:')],
    },
    {
      name: 'a bus of a 32-bit board does not answer the processor',
      confidence: 'confirmed',
      evidence: [log('Unhandled fault: imprecise external abort (0x1c06) at 0x76f01000')],
    },
    {
      name: 'the program that stops the NFS server hangs in the kernel, which waits for no export',
      confidence: 'suspected',
      evidence: [
        log(
          'INFO: task rpc.nfsd:2210 blocked for more than 122 seconds.\nnfsd_destroy_serv+0x138/0x1a0 [nfsd]',
        ),
      ],
    },
    {
      name: 'memory that nothing could mend',
      confidence: 'suspected',
      evidence: [
        log(
          'EDAC MC0: 1 UE memory read error on CPU_SrcID#0_MC#0_Chan#1_DIMM#0 (channel:1 slot:0)',
        ),
      ],
    },
    {
      name: 'a RISC-V board',
      confidence: 'confirmed',
      evidence: [
        log(
          '[12001.500] Oops [#1]\n[12001.510] CPU: 2 PID: 901 Comm: kworker/2:1 Not tainted 6.6.20 #1',
        ),
      ],
    },
    {
      name: 'an error of the processor, and a host that crashed',
      confidence: 'suspected',
      evidence: [
        log(
          'mce: [Hardware Error]: Machine check events logged\nThe host crashed twice this week and had to be switched off.',
        ),
      ],
    },
    {
      name: 'memory of the kernel that somebody wrote to',
      confidence: 'confirmed',
      evidence: [log('BUG kmalloc-64 (Tainted: G         C        ): Poison overwritten')],
    },
    {
      name: 'a trap of the kernel on a PC',
      confidence: 'confirmed',
      evidence: [log('invalid opcode: 0000 [#1] PREEMPT SMP NOPTI')],
    },
    {
      name: 'an arm kernel that meets a trap it does not know',
      evidence: [log('Internal error: synchronous parity error: 96000018 [#1] SMP')],
      confidence: 'confirmed',
    },
    {
      name: 'a null pointer, x86 since 5.1',
      evidence: [log('BUG: kernel NULL pointer dereference, address: 0000000000000008')],
      confidence: 'confirmed',
    },
    {
      name: 'an Oops and a panic',
      confidence: 'confirmed',
      evidence: [log(text('arm64-oops.txt'))],
    },
    {
      name: 'a processor that stands still',
      confidence: 'confirmed',
      evidence: [log(text('soft-lockup.txt'), { origin: 'kernel' })],
    },
    {
      name: 'a bus that reports an error',
      confidence: 'confirmed',
      evidence: [log('SError Interrupt on CPU2, code 0x00000000bf000002 -- SError')],
    },
    {
      name: "a panic by the processor's own check",
      evidence: [
        log(
          'mce: [Hardware Error]: CPU 0: Machine Check Exception: 5 Bank 4: b200000000070f0f\nKernel panic - not syncing: Fatal machine check',
        ),
      ],
      confidence: 'confirmed',
    },
    {
      name: 'a lockup that somebody copied from the screen',
      evidence: [log('kernel:[ 4071.489871] watchdog: BUG: soft lockup. - CPU#7 stuck for 28s!')],
      confidence: 'confirmed',
    },
    {
      name: 'a task that hangs, and the disks that each start names',
      confidence: 'suspected',
      evidence: [
        log(
          `mmcblk0: mmc0:0001 SD16G 14.9 GiB\nnvme nvme0: pci function 0000:01:00.0\nEXT4-fs (mmcblk0p2): mounted filesystem\nLoading iSCSI transport class v2.0-870.\nsd 43:0:0:1: [sdb] Attached SCSI disk\ntime="2026-02-01T08:00:00Z" level=info msg="longhorn-manager started"\n${hung}\nWorkqueue: events get_values_poll [raspberrypi_hwmon]`,
        ),
      ],
    },
    {
      name: 'memory that cannot be corrected',
      confidence: 'suspected',
      evidence: [log('EDAC MC1: 1 UE memory read error on CPU_SrcID#1_MC#1_Chan#0_DIMM#1')],
    },
    { name: 'a task that hangs, no disk in sight', confidence: 'suspected', evidence: [log(hung)] },
    {
      name: 'the end of the boot before',
      confidence: 'confirmed',
      subject: 'node/pi02',
      evidence: [
        facts(
          bootEnds,
          [
            {
              index: -1,
              ending: 'panic' as const,
              complete: true,
              lastLines: ['Kernel panic - not syncing: hung_task: blocked tasks'],
            },
          ],
          'pi02',
        ),
      ],
    },
  ],
  staysQuiet: [
    {
      name: 'a fault of a program on a 32-bit board',
      evidence: [log('Unhandled fault: page domain fault (0x01b) at 0x00000028')],
    },
    {
      name: 'memory that mended itself',
      evidence: [
        log(
          'EDAC MC0: 1 CE memory read error on CPU_SrcID#0_MC#0_Chan#1_DIMM#0 (channel:1 slot:0)',
        ),
      ],
    },
    {
      name: 'a program that says oops',
      evidence: [log('webapp[912]: Oops [retry in 5 s]')],
    },
    {
      name: 'a panic for want of memory',
      rival: 'oom-killer-node',
      evidence: [
        log('Kernel panic - not syncing: Out of memory: system-wide panic_on_oom is enabled'),
      ],
    },
    {
      name: 'a program that names a bug of its own',
      evidence: [log('BUG in parser (see issue): buffer already freed twice, already free')],
    },
    {
      name: 'the same trap in a program',
      rival: 'app-fault',
      evidence: [
        log('traps: node[811] trap invalid opcode ip:7f1c sp:7ffd error:0 in node[400000]'),
      ],
    },
    {
      name: 'somebody who looked for it',
      evidence: [log('The journal holds no Kernel panic - not syncing, it just ends.')],
    },
    {
      name: 'an internal error of an API server',
      evidence: [log('Internal error occurred: failed calling webhook\nInternal error: retry')],
    },
    {
      name: 'a program that crashes, and one that says oops',
      rival: 'app-fault',
      evidence: [
        log(
          'traps: node[4411] general protection fault ip:7f1 sp:7f2 error:0 in libc.so\nOops: cannot read the settings',
        ),
      ],
    },
    {
      name: "the OOM killer's report",
      rival: 'oom-killer-node',
      evidence: [
        log(
          'redis invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0\nCall trace:\n dump_header+0x44/0x1e0',
        ),
      ],
    },
    {
      name: 'the node was deadlocked on memory',
      rival: 'oom-killer-node',
      evidence: [log('Kernel panic - not syncing: System is deadlocked on memory')],
    },
    {
      name: 'a warning in a wireless driver',
      rival: 'benign-kernel-noise',
      evidence: [
        log(
          'WARNING: CPU: 1 PID: 9 at drivers/net/wireless/broadcom/brcm80211/brcmfmac/p2p.c:1469 x+0x1/0x2 [brcmfmac]\nCall trace:\n---[ end trace 0 ]---',
        ),
      ],
    },
    {
      name: 'the SD card hangs',
      rival: 'sd-card-failing',
      evidence: [log(`${hung}\nmmc0: Card stuck being busy! __mmc_poll_for_busy`)],
    },
    {
      name: 'a hung NFS mount',
      rival: 'rwx-or-nfs-mount',
      evidence: [log(`${hung}\n rpc_wait_bit_killable+0x24/0xa0 [sunrpc]`)],
    },
  ],
  cannotTell: [
    {
      name: 'several programs that fall',
      evidence: [
        log(
          '[  101.000001] lark[77]: segfault at 11 ip 00007f0a sp 00007ffd error 6 in perl[5555+1000] likely on CPU 3 (core 4, socket 0)\n[  140.000001] finch worker[91]: segfault at 20 ip 00007f1b sp 00007ffe error 4 in libc.so.6[7f1b+1c4000] likely on CPU 3 (core 4, socket 0)',
        ),
      ],
    },
    {
      name: 'one program that falls again and again',
      silent: true,
      evidence: [
        log(
          'lark[77]: segfault at 11 ip 00007f0a sp 00007ffd error 6 in lark[5555+1000]\nlark[78]: segfault at 12 ip 00007f0a sp 00007ffd error 6 in lark[5555+1000]',
        ),
      ],
    },
    {
      name: 'an unmount and a thread of a USB disk that wait',
      evidence: [
        log(
          'INFO: task umount:2210 blocked for more than 120 seconds.\nINFO: task usb-storage:412 blocked for more than 120 seconds.',
        ),
      ],
    },
    {
      name: 'a thread of the NFS server waits: for the disk below it, or for ever',
      evidence: [log('INFO: task nfsd:1201 blocked for more than 120 seconds.')],
    },
    {
      name: 'an error of the processor alone',
      evidence: [log('mce: [Hardware Error]: Machine check events logged')],
    },
    {
      name: 'a dump of the boot before',
      evidence: [
        log(
          'systemd-pstore[402]: PStore dmesg-efi_pstore-174500 moved to /var/lib/systemd/pstore/174500/',
        ),
      ],
    },
    {
      name: 'an end that waits for a share',
      evidence: [
        log(
          'nfs: server nas not responding, timed out\nINFO: task systemd-shutdow:31022 blocked for more than 120 seconds.',
        ),
      ],
    },
    {
      name: 'memory that the hardware gave up',
      evidence: [
        log(
          'kernel: Memory failure: 0x33aa10: Sending SIGBUS to etcd:881 due to hardware memory corruption',
        ),
      ],
    },
    {
      name: 'what the processor kept over a reset',
      evidence: [log('mce: [Hardware Error]: CPU 10: Machine Check: 0 Bank 5: bea0000000000108')],
    },
    {
      name: 'memory whose errors are still corrected',
      evidence: [log('mcelog[2226]: MCA: MEMORY CONTROLLER RD_CHANNEL0_ERR')],
    },
    {
      name: 'no root disk',
      evidence: [
        log('Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(179,2)'),
      ],
    },
    {
      name: 'a task that waits for a disk, as newer kernels say it',
      evidence: [
        log('INFO: task startplasma-way:1473 blocked in I/O wait for more than 122 seconds.'),
      ],
    },
    {
      name: 'a task whose queue looks for the card',
      evidence: [log(`${hung}\nWorkqueue: events_freezable mmc_rescan`)],
    },
    {
      name: 'a task that waits inside the driver of a drive, on a 32-bit kernel',
      evidence: [
        log(
          `${hung}\n[<7f4ba618>] (nvme_submit_sync_cmd) from [<8022e284>] (nvme_set_queue_count)`,
        ),
      ],
    },
    {
      name: 'tasks that may wait for a volume',
      evidence: [log(`${hung}\nsession1: session recovery timed out after 120 secs`)],
    },
  ],
})
