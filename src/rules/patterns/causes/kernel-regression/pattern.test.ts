import { nodeIdentity } from '#src/model/facts/node.ts'
import { facts, fixture, log, testPattern } from '#test/support/pattern.ts'
import pattern from './pattern.ts'

const text = (name: string) => fixture(import.meta.url, name)
const flaps = 'macb 1f00100000.ethernet eth0: Link is Down'

testPattern(pattern, {
  finds: [
    {
      name: 'a kernel in the making, and a task that hangs behind a disk with errors of its own',
      confidence: 'suspected',
      evidence: [
        log(
          'CPU: 1 PID: 9 Comm: x Tainted: G W 6.9.0-rc4 #7\nINFO: task jbd2/nvme0n1p2-:88 blocked for more than 120 seconds.\nnvme nvme0: controller is down; will reset: CSTS=0xffffffff',
        ),
      ],
    },
    {
      name: 'the firmware of a Pi does not answer, in the words of the upstream driver',
      confidence: 'suspected',
      evidence: [log('Firmware transaction timeout')],
    },
    {
      name: 'a list of releases of which only the last does badly',
      confidence: 'suspected',
      evidence: [log('- 6.1.63: ok\n- 6.6.20 no problems\n- 6.12.9: crashes during boot')],
    },
    {
      name: 'two releases, one named before the word',
      confidence: 'suspected',
      evidence: [
        log(
          'The disk had no reset: we have not seen one on the 6.1 kernels\nwith kernel 6.6.20 the disk is invisible',
        ),
      ],
    },
    {
      name: 'a bootloader from which on it does not start',
      confidence: 'suspected',
      evidence: [
        log('Starting with the bootloader of 2025-01-22 the board no longer boots from USB.'),
      ],
    },
    {
      name: 'what began with an update, and a release that never did it',
      confidence: 'suspected',
      evidence: [
        log(
          'Since the kernel update to 6.12.34+rpt-rpi-v8 the stick vanishes; 6.6.74 never did that.',
        ),
      ],
    },
    {
      name: 'a bisection of the kernel',
      confidence: 'suspected',
      evidence: [log('Bisected to commit 1a2b3c4d5e ("net: phy: rework the energy saving")')],
    },
    {
      name: 'nodes of two versions, in half a sentence',
      confidence: 'suspected',
      evidence: [log('The nodes on kernel 6.12.28 crash within an hour, those on 6.12.18 do not.')],
    },
    {
      name: 'a bootloader that no longer starts',
      confidence: 'suspected',
      evidence: [log('Since this EEPROM release the board no longer boots from NVMe.')],
    },
    {
      name: 'two lists of builds',
      confidence: 'suspected',
      evidence: [log('Works: 6.1.0-25-amd64\nBroken: 6.1.0-26-amd64, 6.1.0-27-amd64')],
    },
    {
      name: 'somebody who went back, beside what the driver says: the test outweighs the loud line',
      confidence: 'confirmed',
      evidence: [
        log(
          'NETDEV WATCHDOG: enp1s0 (r8169): transmit queue 0 timed out 5280 ms\nRolled the kernel back to 6.12.43-amd64 and it is stable.',
        ),
      ],
    },
    {
      name: 'the older kernel that does not do it',
      confidence: 'confirmed',
      evidence: [
        log(
          'watchdog: BUG: soft lockup - CPU#1 stuck for 22s! [kworker/1:2:118]\nIt does not happen with the previous kernel.',
        ),
      ],
    },
    {
      name: 'the same in another language',
      confidence: 'confirmed',
      evidence: [
        log(
          'xhci_hcd 0000:01:00.0: xHCI host controller not responding, assume dead\nMit dem alten Kernel läuft die Platte seit Wochen.',
        ),
      ],
    },
    {
      name: 'two builds, and how long one of them ran',
      confidence: 'suspected',
      evidence: [
        log('6.8.0-61-generic: soft lockup every night. 6.8.0-58-generic: 19 days uptime.'),
      ],
    },
    {
      name: 'two builds of one release',
      confidence: 'suspected',
      evidence: [log('6.8.0-51-generic: crashes each night\n6.8.0-49-generic: stable for 12 days')],
    },
    {
      name: 'a step between two kernels of a board, in one sentence',
      confidence: 'suspected',
      evidence: [log('after the update from 6.1.21-v8+ to 6.6.20+rpt-rpi-v8 the node loses eth0')],
    },
    {
      name: 'an older bootloader',
      confidence: 'suspected',
      evidence: [log('USB boot fails since then; the older bootloader works')],
    },
    {
      name: 'a table of what was tried',
      confidence: 'suspected',
      evidence: [
        log(
          '| Broken | OS 17.1, kernel `6.12.61-os` |\n| Working | OS 17.0, kernel `6.12.47-os` |',
        ),
      ],
    },
    {
      name: 'a release whose verdict stands behind the comma',
      confidence: 'suspected',
      evidence: [
        log('I put 6.1.90-1 on the card, that still boots.\nThen 6.5.3-1, and it broke booting.'),
      ],
    },
    {
      name: 'a record of the update, and a word on what came after',
      confidence: 'suspected',
      evidence: [
        log(
          'Upgrade: raspberrypi-kernel:armhf (1.20240306-1, 1.20240529-1)\nthe freezes began the same evening',
        ),
      ],
    },
    {
      name: 'one sentence about both, in either wording',
      confidence: 'suspected',
      evidence: [log('I can reproduce it on kernels 5.15 and 6.0 but not 5.10.')],
    },
    {
      name: 'somebody who went back',
      confidence: 'suspected',
      evidence: [log('Switching back to 6.12.34 resolves the issue.')],
    },
    {
      name: 'somebody who booted the former kernel again',
      evidence: [log('Booted back into 6.6.51 and the link is stable for weeks.')],
      confidence: 'suspected',
    },
    {
      name: 'two sentences about two releases',
      evidence: [
        log(
          'I see lockups after upgrading to linux-image-6.18.29+rpt-rpi-v8.\nIt has been stable after reverting to 6.12.75+rpt-rpi-v8.',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'one sentence in another language',
      evidence: [
        log('Seit dem Update auf Kernel 6.12.25 friert der Pi ein, mit 6.6.51 läuft er stabil.'),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a list of what was tried',
      evidence: [log('kernel 6.1.21: OK\nkernel 6.6.20: NOK, eth0 stays away')],
      confidence: 'suspected',
    },
    {
      name: 'two releases and what ended between them',
      confidence: 'suspected',
      evidence: [log('after 6.12.75+rpt-rpi-v8 -> 6.18.29+rpt-rpi-v8 the eth0 connection dies')],
    },
    {
      name: 'a release that is known for it',
      confidence: 'confirmed',
      evidence: [log(text('nfs-client.txt'))],
    },
    {
      name: 'energy saving on the link of a Pi 5, kernel 6.18',
      confidence: 'confirmed',
      subject: 'node/pi05',
      evidence: [
        log(flaps, { node: 'pi05', origin: 'kernel' }),
        facts(nodeIdentity, [{ hostname: 'pi05', kernelRelease: '6.18.20+rpt-rpi-2712' }], 'pi05'),
      ],
    },
    {
      name: 'a development kernel that crashes',
      confidence: 'confirmed',
      evidence: [log(text('development-kernel.txt'))],
    },
    {
      name: 'an interrupt that nobody answers',
      confidence: 'suspected',
      evidence: [
        log('irq 53: nobody cared (try booting with the "irqpoll" option)\nDisabling IRQ #53'),
      ],
    },
    {
      name: 'firmware that does not answer',
      confidence: 'suspected',
      evidence: [
        log(
          'Firmware transaction 0x00030046 timeout\nhwmon hwmon1: Failed to get throttled (-110)',
        ),
      ],
    },
    {
      name: 'NFS without the version of the kernel',
      confidence: 'suspected',
      evidence: [
        log('mount.nfs: Protocol not supported for 10.43.12.7:/pvc-1a2b on /mnt/globalmount'),
      ],
    },
    {
      name: 'somebody who tried both',
      confidence: 'suspected',
      evidence: [log('It works fine with kernel 6.6.31, and hangs on 6.12.1')],
    },
  ],
  staysQuiet: [
    {
      name: 'a list of releases that all do well',
      evidence: [log('- 6.1.63: works\n- 6.6.20: works')],
    },
    {
      name: 'a request that this firmware does not know',
      rival: 'benign-kernel-noise',
      evidence: [
        log('raspberrypi-firmware soc:firmware: Request 0x00030087 returned status 0x80000001'),
      ],
    },
    {
      name: 'a question about a bootloader',
      evidence: [log('Is it normal that the bootloader cannot boot from a hub?')],
    },
    {
      name: 'images of two versions',
      evidence: [log('Works: tool 5.2.0-amd64\nBroken: tool 5.3.1-amd64')],
    },
    {
      name: 'what a reboot brought that was due to an update',
      evidence: [
        log('Node rebooted after the kernel update, volumes failed to attach for a while.'),
      ],
    },
    {
      name: 'an older kernel that is no better, beside a crash',
      rival: 'kernel-crash-or-lockup',
      evidence: [
        log(
          'Kernel panic - not syncing: Fatal exception in interrupt\nTried the older kernel, same panic.\nIt does not work with kernel 5.15 either.',
        ),
      ],
    },
    {
      name: 'an older kernel that did not help, and what did',
      rival: 'kernel-crash-or-lockup',
      evidence: [
        log(
          'BUG: soft lockup - CPU#2 stuck for 22s!\nRolled back to kernel 6.1.21: still hangs. A new supply fixed it.',
        ),
      ],
    },
    {
      name: 'a sentence that excludes a release and names no fault',
      evidence: [log('This guide is for kernel 6.6 but not 6.1.')],
    },
    {
      name: 'a kernel that was updated, and all is well',
      evidence: [
        log(
          'upgraded 6.12.75+rpt-rpi-v8 -> 6.18.29+rpt-rpi-v8: done\nkernel from 6.1.21 to 6.6.20, rebooted',
        ),
      ],
    },
    {
      name: 'the same release on two nodes, one of which crashes',
      rival: 'kernel-crash-or-lockup',
      evidence: [log('pi01, kernel 6.12.47: fine.\npi02, kernel 6.12.47: crashes.')],
    },
    {
      name: 'two releases that both fail',
      rival: 'kernel-crash-or-lockup',
      evidence: [log('kernel 6.6.31 does not boot\nkernel 6.12.1 is unstable, too')],
    },
    {
      name: 'flaps on another kernel',
      rival: 'nic-or-link-fault',
      evidence: [
        log(flaps, { node: 'pi05' }),
        facts(nodeIdentity, [{ hostname: 'pi05', kernelRelease: '6.12.47+rpt-rpi-2712' }], 'pi05'),
      ],
    },
    {
      name: 'NFS on a kernel without the fault',
      rival: 'rwx-or-nfs-mount',
      evidence: [log(text('nfs-client.txt').replace('6.5.6-1', '6.8.0-31'))],
    },
    {
      name: 'a crash on a released kernel',
      rival: 'kernel-crash-or-lockup',
      evidence: [
        log(
          'Internal error: Oops: 96000004 [#1]\nCPU: 2 PID: 41 Comm: k Tainted: G W 6.12.47+rpt-rpi-v8 #1',
        ),
      ],
    },
    {
      name: 'a development kernel that runs',
      evidence: [log('Linux version 6.9.0-rc4 (me@host)')],
    },
    {
      name: 'a release with its build and without',
      rival: 'kernel-crash-or-lockup',
      evidence: [log('pi01, kernel 6.8.0: fine.\npi02, kernel 6.8.0-49-generic: crashes.')],
    },
    {
      name: 'two releases in the log of one boot',
      evidence: [
        log(
          'Linux version 6.12.47+rpt-rpi-v8, working on boot 1\nBooting Linux 6.12.47 on physical CPU 0x0, no errors',
        ),
      ],
    },
    {
      name: 'a release without its fault',
      evidence: [log('Linux version 6.12.61-v8+ (dom@buildbot)')],
    },
  ],
  cannotTell: [
    {
      name: 'a bus whose driver gives it up',
      evidence: [log('lark-pcie 7f000000.pcie: probe with driver lark-pcie failed with error -16')],
    },
    {
      name: 'the same before 6.10, of a network card',
      evidence: [log('rtw89_8852be: probe of 0002:21:00.0 failed with error -110')],
    },
    {
      name: 'a missing screen',
      silent: true,
      evidence: [log('bcm2708_fb soc:fb: probe with driver bcm2708_fb failed with error -2')],
    },
    {
      name: 'a network device of a pod that stays',
      evidence: [
        log('kernel: unregister_netdevice: waiting for vethb0ca2 to become free. Usage count = 3'),
      ],
    },
    {
      name: 'a runtime that may not signal a container',
      evidence: [
        log(
          'audit: type=1400 audit(1772365200.1:9): apparmor="DENIED" operation="signal" class="signal" profile="cri-containerd.apparmor.d" comm="runc" denied_mask="receive" signal=term peer="runc"',
        ),
      ],
    },
    {
      name: 'sums that driver and kernel see differently',
      evidence: [log('eth0: hw csum failure\nskb len=80 headroom=66')],
    },
    {
      name: 'a chart that is rolled back',
      silent: true,
      evidence: [log('upgrade failed, reverted to release 1.2.3; it works with values 4.5.6')],
    },
    {
      name: 'an update, and nothing that fails',
      silent: true,
      evidence: [log('Setting up linux-image-6.12.47+rpt-rpi-v8 (1:6.12.47-1+rpt1) ...')],
    },
  ],
})
