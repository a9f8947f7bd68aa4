import { bootEnds, powerSupply } from '#src/model/facts/node.ts'
import { facts, fixture, log, testPattern } from '#test/support/pattern.ts'
import pattern from './pattern.ts'

const text = (name: string) => fixture(import.meta.url, name)

const cut = {
  index: -1,
  ending: 'cut' as const,
  complete: true,
  lastAt: '2026-02-28T03:15:07.000Z',
  lastLines: ['pi01 k3s[801]: time="…" level=info msg="COMPACT revision 90122"'],
}

testPattern(pattern, {
  finds: [
    {
      name: 'the daemon of the battery supply on its way down',
      confidence: 'suspected',
      evidence: [
        log(
          'upsmon[712]: UPS rack@nas: forced shutdown in progress\nupsmon[712]: Executing automatic power-fail shutdown',
        ),
      ],
    },
    {
      name: 'a battery supply that is asked',
      confidence: 'suspected',
      evidence: [log('battery.charge: 41\nups.status: OB DISCHRG')],
    },
    {
      name: 'the board controller of a server',
      confidence: 'suspected',
      evidence: [log('"Message": "Input power was lost while the system was powered on."')],
    },
    {
      name: 'an alert of the battery supply',
      confidence: 'suspected',
      evidence: [log('ApcUpsAcInputOutage (instance ups-rack:9162)')],
    },
    {
      name: 'traces of one node, of which one line bears no name',
      confidence: 'suspected',
      subject: 'node/pi07',
      evidence: [
        log(
          'Jun 02 04:12:31 pi07 systemd-fsck[301]: 0x41: Dirty bit is set. Fs was not properly unmounted and some data may be corrupt.\n[    5.112] systemd-journald[412]: File /var/log/journal/ab12/system.journal corrupted or uncleanly shut down, renaming and replacing.',
        ),
      ],
    },
    ...[
      'The main breaker tripped at noon.',
      'PoE switch rebooted for its firmware',
      'Der Automat, also die Sicherung, ist rausgeflogen: alles stromlos',
      'Someone tripped over the power strip.',
      'Coupure de courant cette nuit',
    ].map((said) => ({
      name: `what somebody knows of the supply: ${said}`,
      confidence: 'suspected' as const,
      evidence: [log(`${said}\nEXT4-fs (sda2): recovery complete`)],
    })),
    {
      name: 'somebody who remembers the night',
      confidence: 'suspected',
      evidence: [log('All three boards answer no ping. The power went out at two o’clock.')],
    },
    {
      name: 'a list of boots that no shutdown ended',
      evidence: [
        log(
          [7, 6, 5]
            .map(
              (day) =>
                `reboot   system boot  5.10.160-rockchi Thu Mar  ${day} 09:16   still running`,
            )
            .join('\n'),
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'two nodes that stop in the same seconds',
      confidence: 'confirmed',
      subject: 'node/pi02',
      evidence: [
        facts(bootEnds, [cut], 'pi01'),
        facts(bootEnds, [{ ...cut, lastAt: '2026-02-28T03:15:08.500Z' }], 'pi02'),
      ],
    },
    {
      name: 'one node whose log ends in mid-work',
      confidence: 'suspected',
      subject: 'node/pi01',
      evidence: [facts(bootEnds, [cut], 'pi01')],
    },
    {
      name: 'two kinds of traces after the start',
      confidence: 'suspected',
      evidence: [log(text('recovered-bookworm.txt'))],
    },
    {
      name: 'an open journal, and a root that was replayed before it was mounted',
      confidence: 'suspected',
      evidence: [
        log(
          'EXT4-fs (mmcblk0p2): INFO: recovery required on readonly filesystem\nEXT4-fs (mmcblk0p2): recovery complete\nEXT4-fs (mmcblk0p2): mounted filesystem with ordered data mode.\nsystemd-journald[137]: File /var/log/journal/80/system.journal corrupted or uncleanly shut down, renaming and replacing.',
        ),
      ],
    },
    {
      name: 'a session that no shutdown ended',
      confidence: 'suspected',
      evidence: [log(text('last-x.txt'))],
    },
    {
      name: 'several nodes that came up again, by their events',
      confidence: 'suspected',
      evidence: [
        log(
          ['pi01', 'pi02', 'attic']
            .map(
              (node) =>
                `Warning  Rebooted  3m  kubelet  Node ${node} has been rebooted, boot id: 5c1e`,
            )
            .join('\n'),
          { origin: 'events' },
        ),
      ],
    },
    {
      name: 'a switch that shed its ports',
      confidence: 'suspected',
      evidence: [log('02:14 PoE budget exceeded, ports 3-6 off; all four nodes silent since')],
    },
    {
      name: 'a battery supply that ran empty',
      confidence: 'suspected',
      evidence: [log('apcupsd[811]: Running on UPS batteries.\nUPS battery exhausted')],
    },
    {
      name: 'the battery supply says so',
      confidence: 'suspected',
      evidence: [log('upsmon[901]: UPS rack@localhost on battery')],
    },
  ],
  staysQuiet: [
    {
      name: 'a battery supply on the mains',
      evidence: [log('ups.status: OL CHRG')],
    },
    {
      name: 'what would be',
      evidence: [
        log('If the power went out, the UPS on battery keeps the nodes up for ten minutes.'),
      ],
    },
    {
      name: 'a plan',
      evidence: [log('Would a UPS on battery hold while the main breaker tripped?')],
    },
    {
      name: 'a clock whose own battery was empty',
      rival: 'clock-skew',
      evidence: [log('rtc-pcf85063 1-0051: Power loss detected, invalid time')],
    },
    {
      name: 'a breaker of requests',
      evidence: [log('envoy: circuit breaker has tripped for outbound|80||reviews')],
    },
    {
      name: 'a list of boots that ended in an orderly way',
      evidence: [
        log(
          [
            'reboot   system boot  6.12.34+rpt-rpi Thu Mar  7 09:16   still running',
            'shutdown system down  6.12.34+rpt-rpi Thu Mar  7 09:15 - 09:16  (00:01)',
            'reboot   system boot  6.12.34+rpt-rpi Wed Mar  6 20:18 - 09:15  (12:57)',
          ].join('\n'),
        ),
      ],
    },
    {
      name: 'a journal that was open, and a root that nobody had to replay',
      evidence: [
        log(
          'EXT4-fs (mmcblk0p2): mounted filesystem 0dfc4957 ro with ordered data mode. Quota mode: none.\nsystemd-journald[137]: File /var/log/journal/80/system.journal corrupted or uncleanly shut down, renaming and replacing.',
        ),
      ],
    },
    {
      name: 'a boot partition with an old mark, and a root with orphans but nothing to replay',
      evidence: [
        log(
          'FAT-fs (nvme0n1p1): Volume was not properly unmounted. Some data may be corrupt. Please run fsck.\nEXT4-fs (nvme0n1p2): orphan cleanup on readonly fs\nEXT4-fs (nvme0n1p2): mounted filesystem ro with ordered data mode.',
        ),
      ],
    },
    {
      name: 'an orderly shutdown',
      evidence: [
        facts(bootEnds, [{ ...cut, ending: 'shutdown' as const }], 'pi01'),
        log('EXT4-fs (sda1): recovery complete', { node: 'pi01' }),
      ],
    },
    {
      name: 'a panic',
      rival: 'kernel-crash-or-lockup',
      evidence: [
        log(
          `${text('recovered-bookworm.txt')}Kernel panic - not syncing: Fatal exception in interrupt`,
        ),
      ],
    },
    {
      name: 'a panic at the end of the boot before',
      rival: 'kernel-crash-or-lockup',
      evidence: [facts(bootEnds, [{ ...cut, ending: 'panic' as const }], 'pi01')],
    },
    {
      name: 'dips of the voltage, nothing else',
      rival: 'under-voltage',
      evidence: [log('hwmon hwmon1: Undervoltage detected!')],
    },
  ],
  cannotTell: [
    {
      name: 'two boots in a row, none of which a shutdown ended',
      evidence: [
        log(
          'reboot   system boot  6.12.34+rpt-rpi Thu Mar  7 09:16   still running\nreboot   system boot  6.12.34+rpt-rpi Wed Mar  6 20:18   still running',
        ),
      ],
    },
    {
      name: 'one node that was rebooted',
      silent: true,
      evidence: [log('Warning  Rebooted  3m  kubelet  Node pi01 has been rebooted, boot id: 5c1e')],
    },
    {
      name: 'only a journal of journald that was open',
      evidence: [
        log(
          'systemd-journald[137]: File /var/log/journal/80/system.journal corrupted or uncleanly shut down, renaming and replacing.',
        ),
      ],
    },
    {
      name: 'a list of boots, with hours between them',
      evidence: [
        log(
          ' -1 8c1d2e3f4a5b6c7d8e9f0a1b2c3d4e5f Tue 2026-03-03 03:41:09 UTC Tue 2026-03-03 03:44:30 UTC\n  0 1f2e3d4c5b6a79888796a5b4c3d2e1f0 Tue 2026-03-03 07:44:58 UTC Tue 2026-03-03 09:00:00 UTC',
        ),
      ],
    },
    {
      name: 'only a log of Btrfs, or of F2FS, that was replayed',
      evidence: [
        log(
          'BTRFS info (device sda2): start tree-log replay\nF2FS-fs (mmcblk0p2): recover fsync data on readonly fs',
        ),
      ],
    },
    {
      name: 'only an array that nobody had closed',
      evidence: [
        log('md/raid:md0: not clean -- starting background reconstruction', { origin: 'kernel' }),
      ],
    },
    {
      name: 'only a journal that was replayed',
      evidence: [log('EXT4-fs (mmcblk0p2): recovery complete')],
    },
    {
      name: 'a log that ends in mid-work, and a power chip that names the watchdog',
      evidence: [
        facts(bootEnds, [cut], 'pi01'),
        facts(powerSupply, [{ lastResetReasons: ['watchdog'] }], 'pi01'),
      ],
    },
    {
      name: 'an excerpt whose end is not the end of the boot',
      silent: true,
      evidence: [facts(bootEnds, [{ ...cut, complete: false }], 'pi01')],
    },
  ],
})
