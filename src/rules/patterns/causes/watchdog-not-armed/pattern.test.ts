import { kernelSettings, units } from '#src/model/facts/node.ts'
import { facts, fixture, log, testPattern } from '#test/support/pattern.ts'
import pattern from './pattern.ts'

const text = (name: string) => fixture(import.meta.url, name)

testPattern(pattern, {
  finds: [
    {
      name: 'a driver that does not start, beside the version of the kernel',
      evidence: [
        log(
          'Linux version 6.1.0-18-amd64 (debian-kernel@lists.debian.org)\nsp5100-tco sp5100-tco: Failed to reserve MMIO or alternate MMIO region',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'Talos, asked what it feeds',
      evidence: [
        log(
          '$ talosctl -n 10.0.0.5 get watchdogtimerstatus\nNODE   NAMESPACE   TYPE   ID   VERSION   DEVICE   TIMEOUT',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'somebody who looked who feeds it',
      confidence: 'suspected',
      evidence: [
        log(
          'I looked with lsof after the reboot: no process has /dev/watchdog open, and the node hung again.',
        ),
      ],
    },
    {
      name: 'another driver has the device',
      confidence: 'suspected',
      evidence: [
        log(
          'watchdog: bcm2835_wdt: cannot register miscdev on minor=130 (err=-16).\nwatchdog: bcm2835_wdt: a legacy watchdog module is probably present.',
        ),
      ],
    },
    {
      name: 'a node that hung, as somebody tells it, and the setting',
      confidence: 'suspected',
      evidence: [log('The node hung for nine hours.\nRuntimeWatchdogUSec=0')],
    },
    {
      name: 'a daemon whose tests never count, for systemd has the device',
      evidence: [
        log(
          "systemd[1]: Using hardware watchdog 'Broadcom BCM2835 Watchdog timer', version 0, device /dev/watchdog0\nwatchdog[71]: cannot open /dev/watchdog (errno = 16 = 'Device or resource busy')",
        ),
      ],
      confidence: 'suspected',
    },
    { name: 'the device is taken', confidence: 'suspected', evidence: [log(text('busy.txt'))] },
    {
      name: 'a time that the board cannot count',
      confidence: 'suspected',
      evidence: [log(text('too-long.txt'))],
    },
    {
      name: 'opened, and the time that was asked for is refused',
      confidence: 'suspected',
      subject: 'node/pi01',
      evidence: [
        facts(kernelSettings, [{ watchdogUsec: 30_000_000 }], 'pi01'),
        log(
          "systemd[1]: Using hardware watchdog 'Broadcom BCM2835 Watchdog timer', version 0, device /dev/watchdog0\nsystemd[1]: Failed to set timeout to 30s: Invalid argument",
          { node: 'pi01' },
        ),
      ],
    },
    {
      name: 'a driver that does not answer when systemd sets the time',
      confidence: 'suspected',
      evidence: [
        log(
          "systemd[1]: Hardware watchdog 'Broadcom BCM2835 Watchdog timer', version 0\nsystemd[1]: Failed to set timeout to 15s: Connection timed out",
        ),
      ],
    },
    {
      name: 'a driver that cannot offer its device, and a tool that finds none',
      confidence: 'suspected',
      evidence: [
        log('bcm2835-wdt bcm2835-wdt: Failed to register watchdog device'),
        log('wdctl: No default device is available.: No such file or directory'),
      ],
    },
    {
      name: 'a driver whose registers another one has, pasted alone',
      confidence: 'suspected',
      evidence: [
        log(
          "iTCO_wdt iTCO_wdt: can't request region for resource [mem 0x00c5fffc-0x00c5ffff]\niTCO_wdt iTCO_wdt: probe with driver iTCO_wdt failed with error -16",
        ),
      ],
    },
    {
      name: 'the same of AMD, in a journal of a node that hung',
      confidence: 'suspected',
      subject: 'node/pi01',
      evidence: [
        log(
          'sp5100-tco sp5100-tco: Failed to reserve MMIO or alternate MMIO region\nINFO: task jbd2/sda1-8:123 blocked for more than 120 seconds.',
          { node: 'pi01' },
        ),
      ],
    },
    {
      name: 'a driver that nobody holds, and a look at what feeds it',
      confidence: 'suspected',
      evidence: [
        log('bcm2835_wdt 12288 0\ncrw------- 1 root root 10, 130 Mar  3 07:40 /dev/watchdog'),
      ],
    },
    {
      name: 'the same by a newer systemd',
      confidence: 'suspected',
      evidence: [
        log('systemd[1]: Failed to set watchdog hardware timeout to 1min: Invalid argument'),
      ],
    },
    {
      name: 'a driver whose time cannot be set, before systemd learned to live with it',
      confidence: 'suspected',
      evidence: [
        log(
          "systemd[1]: Using hardware watchdog 'GPIO Watchdog', version 0, device /dev/watchdog\nsystemd[1]: Failed to set timeout to 20s: Operation not supported",
        ),
      ],
    },
    {
      name: 'a daemon that is installed and does not run',
      confidence: 'suspected',
      subject: 'node/pi01',
      evidence: [
        facts(
          units,
          [{ name: 'watchdog.service', loadState: 'loaded', activeState: 'inactive' }],
          'pi01',
        ),
      ],
    },
    {
      name: "the kernel's own file, and the node hung",
      confidence: 'suspected',
      evidence: [
        log('/sys/class/watchdog/watchdog0/state: inactive\nfrozen for 6 h, ended by a hard reset'),
      ],
    },
    {
      name: 'off, and the node hung',
      confidence: 'suspected',
      subject: 'node/pi01',
      evidence: [
        facts(kernelSettings, [{ watchdogUsec: 0 }], 'pi01'),
        log('INFO: task kworker/1:0:33 blocked for more than 120 seconds.', { node: 'pi01' }),
      ],
    },
    {
      name: "the board's firmware keeps it off, and the node hung",
      confidence: 'suspected',
      evidence: [
        log(
          'iTCO_wdt iTCO_wdt: unable to reset NO_REBOOT flag, device disabled by hardware/BIOS\nINFO: task jbd2/sda1-8:123 blocked for more than 120 seconds.',
        ),
      ],
    },
  ],
  staysQuiet: [
    {
      name: 'Talos that feeds it',
      evidence: [
        log(
          '$ talosctl -n 10.0.0.5 get watchdogtimerstatus\nNODE       NAMESPACE   TYPE                  ID      VERSION   DEVICE           TIMEOUT\n10.0.0.5   runtime     WatchdogTimerStatus   timer   1         /dev/watchdog0   3m0s',
        ),
      ],
    },
    {
      name: 'a unit that watches something else, and one that is enabled',
      evidence: [
        log(
          'Loaded: loaded (/usr/lib/systemd/system/amazon-efs-mount-watchdog.service; enabled; preset: disabled)\nLoaded: loaded (/usr/lib/systemd/system/watchdog.service; enabled; preset: disabled)',
        ),
      ],
    },
    {
      name: "what systemd says of its services' watchdogs and of a device that cannot tell its time",
      evidence: [
        log(
          'systemd[1]: Reading watchdog hardware timeout is not supported, reusing the configured timeout.\nsystemd[1]: Watchdog pretimeout is disabled.\nsystemd[1]: Watchdog disabled! Ignoring watchdog timeout (limit 3min)!\nsystemd[1]: Failed to install watchdog timer: No such file or directory',
        ),
      ],
    },
    {
      name: 'a driver that does not stop its watchdog at a reboot',
      evidence: [log('watchdog: watchdog0: stop_on_reboot not supported')],
    },
    {
      name: 'a daemon that rests, for systemd feeds the device',
      evidence: [
        facts(
          units,
          [{ name: 'watchdog.service', loadState: 'loaded', activeState: 'inactive' }],
          'pi01',
        ),
        facts(kernelSettings, [{ watchdogUsec: 10_000_000 }], 'pi01'),
      ],
    },
    {
      // kernel/watchdog.c: the detector of lockups, which needs counters that this CPU lacks.
      name: 'a CPU without the detector of hard lockups',
      evidence: [
        log(
          'watchdog: Delayed init of the lockup detector failed: -19\nwatchdog: Hard watchdog permanently disabled',
        ),
      ],
    },
    {
      name: 'one that keeps the time it has',
      evidence: [
        log(
          "systemd[1]: Hardware watchdog 'Broadcom BCM2835 Watchdog timer', version 0\nsystemd[1]: Set hardware watchdog to 10s.\nsystemd[1]: Modifying watchdog timeout is not supported, reusing the programmed timeout.",
        ),
      ],
    },
    {
      name: 'one that counts, and refuses ten minutes for the shutdown',
      evidence: [
        log(
          "systemd[1]: Using hardware watchdog 'Broadcom BCM2835 Watchdog timer', version 0, device /dev/watchdog0\nsystemd[1]: Watchdog running with a hardware timeout of 15s.\nsystemd[1]: Failed to set timeout to 10min: Invalid argument",
        ),
      ],
    },
    {
      name: 'the same from the program that shuts down',
      evidence: [log('systemd-shutdown[1]: Failed to set timeout to 600s: Invalid argument')],
    },
    {
      name: 'the same, in the words of a newer systemd',
      evidence: [
        log(
          'systemd-shutdown[1]: Failed to set watchdog hardware timeout to 10min: Invalid argument',
        ),
      ],
    },
    {
      name: 'fed by systemd, and somebody had a look',
      evidence: [
        log(
          "systemd[1]: Using hardware watchdog 'Broadcom BCM2835 Watchdog timer', version 0, device /dev/watchdog0\nwdctl: cannot open /dev/watchdog: Device or resource busy",
        ),
      ],
    },
    {
      name: 'off, and nothing hung',
      evidence: [facts(kernelSettings, [{ watchdogUsec: 0 }], 'pi01')],
    },
    {
      name: "the network's watchdog",
      rival: 'kernel-crash-or-lockup',
      evidence: [
        log(
          'NETDEV WATCHDOG: eth0 (bcmgenet): transmit queue 1 timed out\nwatchdog: BUG: soft lockup - CPU#1 stuck for 22s!',
        ),
      ],
    },
    {
      name: "a cluster manager's own watchdog, which nobody asked for",
      evidence: [log('corosync[256]:   [WD    ] Watchdog not enabled by configuration')],
    },
    {
      name: 'a driver that does not start, in the log of a whole boot',
      evidence: [
        log(
          'Linux version 6.12.47+rpt-rpi-v8\nMemory: 3884328K/4050944K available (15232K kernel code)\niTCO_wdt iTCO_wdt: probe with driver iTCO_wdt failed with error -16',
        ),
      ],
    },
    {
      name: 'the list of all modules, and a driver that somebody holds',
      evidence: [
        log(
          'Module                  Size  Used by\nbcm2835_wdt            12288  0\nvc4                   352256  7\nwatchdog0',
        ),
        log('bcm2835_wdt 12288 1'),
      ],
    },
    { name: 'a shutdown', evidence: [log('watchdog: watchdog0: watchdog did not stop!')] },
    {
      name: 'a power cut',
      rival: 'power-loss',
      evidence: [log('EXT4-fs (sda2): recovery complete')],
    },
  ],
  cannotTell: [
    { name: 'the setting alone', evidence: [log('RuntimeWatchdogUSec=0')] },
    {
      name: 'what wdctl says of the time, and not of who feeds it',
      evidence: [log('Device:        /dev/watchdog0\nTimeout:       30 seconds')],
    },
    { name: 'a driver that nobody holds', evidence: [log('softdog                16384  0')] },
    {
      name: 'a look at the device',
      evidence: [log('crw------- 1 root root 248, 0 Mar  3 07:40 /dev/watchdog0')],
    },
  ],
})
