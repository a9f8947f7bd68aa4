import { blockDevices } from '#src/model/facts/node.ts'
import { facts, fixture, log, testPattern } from '#test/support/pattern.ts'
import pattern from './pattern.ts'

const text = (name: string) => fixture(import.meta.url, name)

testPattern(pattern, {
  finds: [
    {
      name: 'the block layer calls a card’s sector unreadable',
      confidence: 'suspected',
      evidence: [log('blk_update_request: critical medium error, dev mmcblk0, sector 4096')],
    },
    {
      name: 'a card that holds its line and takes no command',
      confidence: 'suspected',
      evidence: [
        log(
          'mmc_host mmc2: Timeout sending command (cmd 0x202000 arg 0x0 status 0x80202000)\ndwmmc_rockchip fe2b0000.mmc: Busy; trying anyway',
        ),
      ],
    },
    {
      name: 'a transfer that Allwinner breaks off',
      confidence: 'suspected',
      evidence: [
        log(
          'sunxi-mmc 1c0f000.mmc: data error, sending stop command\nsunxi-mmc 1c0f000.mmc: send stop command failed',
        ),
      ],
    },
    {
      name: 'Btrfs counts what a card refused',
      confidence: 'suspected',
      evidence: [
        log(
          'BTRFS error (device mmcblk0p2): bdev /dev/mmcblk0p2 errs: wr 3, rd 0, flush 1, corrupt 0, gen 0',
        ),
      ],
    },
    {
      name: 'swap on the card',
      confidence: 'suspected',
      evidence: [log('Write-error on swap-device (179:0:1048584)')],
    },
    {
      name: 'the older controller of the Pi 0 to 3',
      confidence: 'suspected',
      evidence: [
        log(
          'sdhost-bcm2835 3f202000.mmc: wait_transfer_complete - still waiting after 1000000 retries\nsdhost-bcm2835 3f202000.mmc: read transfer error - HSTS 00000020',
        ),
      ],
    },
    {
      name: 'an error of the card, quoted in a sentence',
      confidence: 'suspected',
      evidence: [
        log('It grew slow, timed out (`mmcblk0: error -110`), and then the root was read-only.'),
      ],
    },
    {
      name: 'a controller of a Rockchip board that gets no answer again and again',
      confidence: 'suspected',
      evidence: [
        log(
          'mmc_host mmc1: Timeout sending command (cmd 0x202000 arg 0x0 status 0x80202000)\ndwmmc_rockchip fe320000.mmc: Busy; trying anyway\nmmc_host mmc1: Timeout sending command (cmd 0x202000 arg 0x0 status 0x80202000)',
        ),
      ],
    },
    {
      name: 'a command queue that has to be restored',
      confidence: 'suspected',
      evidence: [log('mmc0: cqhci: timeout for tag 10, qcnt 1\nmmc0: running CQE recovery')],
    },
    {
      name: 'time-outs and failed writes on a Pi 4',
      confidence: 'confirmed',
      evidence: [log(text('pi4-sdhci.txt'), { origin: 'kernel' })],
    },
    {
      name: 'broken checksums on a Pi 3, kernel 4.19',
      confidence: 'confirmed',
      evidence: [log(text('pi3-bcm2835.txt'))],
    },
    {
      name: 'a card that stays busy on a Pi 5',
      confidence: 'confirmed',
      evidence: [log(text('pi5-busy.txt'))],
    },
    {
      name: 'one line only',
      confidence: 'suspected',
      evidence: [log('mmc0: Card stuck in programming state! mmcblk0 card_busy_detect')],
    },
    {
      name: 'the journal of the card hangs, no error is shown',
      confidence: 'suspected',
      evidence: [log('INFO: task jbd2/mmcblk0p2-:88 blocked for more than 120 seconds.')],
    },
    {
      name: 'the same in the words of a newer kernel',
      confidence: 'suspected',
      evidence: [
        log('INFO: task jbd2/mmcblk0p2-:88 blocked in I/O wait for more than 122 seconds.'),
      ],
    },
    {
      name: 'the SDHOST driver of a Pi 3 dumps its registers again and again',
      confidence: 'confirmed',
      evidence: [
        log(
          [
            'mmc0: cmd op 17 arg 0xc6a55d flags 0xb5 - resp 00000900 00000000 00000000 00000000, err 0',
            'mmc0: =========== REGISTER DUMP ===========',
            'mmc0: SDHSTS 0x00000080',
            'mmc0: =========== REGISTER DUMP ===========',
            'mmc0: =========== REGISTER DUMP ===========',
          ].join('\n'),
        ),
      ],
    },
    {
      name: 'the SDHOST driver by its own name',
      confidence: 'suspected',
      evidence: [
        log('[   53.224992] sdhost-bcm2835 3f202000.mmc: timeout waiting for hardware interrupt.', {
          origin: 'kernel',
        }),
      ],
    },
    {
      name: 'a controller that times out, whether there is a card is not shown',
      confidence: 'suspected',
      evidence: [
        log(
          [1, 2, 3, 4]
            .map((n) => `[   ${n}0.100000] mmc0: timeout waiting for hardware interrupt.`)
            .join('\n'),
        ),
      ],
    },
    {
      name: 'the same with a card',
      confidence: 'confirmed',
      evidence: [
        log(
          [
            'mmc0: new high speed SDHC card at address 59b4',
            ...[1, 2, 3, 4].map(
              (n) => `[   ${n}0.100000] mmc0: timeout waiting for hardware interrupt.`,
            ),
          ].join('\n'),
        ),
      ],
    },
    {
      name: 'tasks that wait while the controller looks for its card',
      confidence: 'suspected',
      evidence: [
        log('jbd2/mmcblk0p2-8 D mmc_blk_rw_wait\nkworker/2:1-events_freezable D mmc_rescan'),
      ],
    },
    {
      name: 'a file system on the card reports damage',
      confidence: 'suspected',
      evidence: [
        log(
          'EXT4-fs error (device mmcblk0p2): ext4_find_entry:1455: inode #1201: comm sshd: reading directory lblock 0',
        ),
      ],
    },
    {
      name: 'a card that cannot be started, at whichever controller',
      confidence: 'suspected',
      evidence: [
        log(
          'mmc2: error -110 whilst initialising SD card\nmmc2: error -110 whilst initialising SD card',
        ),
      ],
    },
    {
      name: 'an eMMC at the end of its life',
      confidence: 'suspected',
      evidence: [log('eMMC Life Time Estimation A [EXT_CSD_DEVICE_LIFE_TIME_EST_TYP_A]: 0x0b')],
    },
    {
      name: 'a card that locked itself',
      confidence: 'suspected',
      evidence: [log('mmcblk0: mmc0:aaaa SC32G 29.7 GiB (ro)')],
    },
  ],
  staysQuiet: [
    {
      name: 'a disk that is read only on purpose',
      evidence: [log('sd 2:0:0:0: [sdd] Write Protect is on')],
    },
    {
      name: 'a boot partition that was read well and does not fit itself',
      rival: 'filesystem-corruption',
      evidence: [log('kernel: FAT-fs (mmcblk0p1): error, corrupted directory (invalid entries)')],
    },
    {
      name: 'Btrfs counts sums of a card that answered',
      rival: 'filesystem-corruption',
      evidence: [
        log(
          'BTRFS error (device mmcblk0p2): bdev /dev/mmcblk0p2 errs: wr 0, rd 0, flush 0, corrupt 4, gen 0',
        ),
      ],
    },
    {
      name: 'a directory that was read well, with a checksum that does not fit',
      rival: 'filesystem-corruption',
      evidence: [
        log(
          'EXT4-fs error (device mmcblk0p2): __ext4_find_entry:1682: inode #262: comm tar: checksumming directory block 0',
          { origin: 'kernel' },
        ),
      ],
    },
    {
      name: 'bitmaps of ext4 that were read well and do not fit each other',
      rival: 'filesystem-corruption',
      evidence: [
        log(
          'EXT4-fs error (device mmcblk2p2): ext4_validate_block_bitmap:387: comm systemd: bg 1793: bad block bitmap checksum',
        ),
      ],
    },
    {
      name: 'the registers of the controller of the Wi-Fi chip',
      rival: 'nic-or-link-fault',
      evidence: [
        log(
          'mmc1: sdhci: ============ SDHCI REGISTER DUMP ===========\nbrcmfmac: brcmf_sdio_read_control: read 520 control bytes failed: -110',
        ),
      ],
    },
    {
      name: 'a warning in the worker that looks for cards',
      rival: 'benign-kernel-noise',
      evidence: [log('Workqueue: events_freezable mmc_rescan')],
    },
    {
      name: 'hung tasks of another disk',
      rival: 'kernel-crash-or-lockup',
      evidence: [log('INFO: task jbd2/sda2-8:201 blocked for more than 120 seconds.')],
    },
    {
      name: 'the Wi-Fi chip on its own controller',
      rival: 'nic-or-link-fault',
      evidence: [
        log(
          'mmc1: Timeout waiting for hardware interrupt.\nbrcmfmac: brcmf_sdio_htclk: HT Avail timeout (1000000): clkctl 0x50',
        ),
      ],
    },
    {
      name: 'a kernel that numbers the Wi-Fi chip first',
      rival: 'nic-or-link-fault',
      evidence: [
        log(
          'mmc0: new high speed SDIO card at address 0001\nmmc0: Timeout waiting for hardware interrupt.',
        ),
      ],
    },
    {
      name: 'a journal that is replayed at the start',
      rival: 'power-loss',
      evidence: [
        log(
          'mmcblk0: mmc0:0007 SD32G 29.0 GiB\nEXT4-fs (mmcblk0p2): INFO: recovery required on readonly filesystem\nEXT4-fs (mmcblk0p2): recovery complete',
        ),
      ],
    },
    {
      name: 'a card that started at the second try, one that was pulled out, and the Wi-Fi chip',
      rival: 'benign-kernel-noise',
      evidence: [
        log(
          'mmc2: error -84 whilst initialising SD card\nmmc2: new high speed SDHC card at address 1234\nmmc3: error -123 whilst initialising SD card',
        ),
        log('mmc1: error -22 whilst initialising SDIO card'),
      ],
    },
    {
      name: 'a bus that falls back to a slower clock',
      rival: 'benign-kernel-noise',
      evidence: [log('mmc0: Tuning failed, falling back to fixed sampling clock')],
    },
    {
      name: 'errors of an NVMe drive',
      rival: 'nvme-link-or-power-state',
      evidence: [log('I/O error, dev nvme0n1, sector 8 op 0x0:(READ)')],
    },
  ],
  cannotTell: [
    {
      name: 'a bootloader that finds no card',
      evidence: [
        log(
          "Boot mode: SD (01) order f4\nFailed to open device: 'sdcard' (cmd 371a0010 status 1fff0001)",
        ),
      ],
    },
    {
      name: 'a card in a reader that may not be written',
      evidence: [
        log(
          'sd 2:0:0:0: [sdd] Write Protect is on\nEXT4-fs (sdd2): write access unavailable, cannot proceed (try mounting with noload)',
        ),
      ],
    },
    {
      name: 'a command that one slot does not answer',
      evidence: [
        log('mmc_host mmc2: Timeout sending command (cmd 0x202000 arg 0x0 status 0x80202000)'),
      ],
    },
    {
      name: 'one command that such a controller waited for',
      evidence: [log('dwmmc_rockchip ff520000.dwmmc: Unexpected command timeout, state 3')],
    },
    {
      name: 'an empty slot of a board that starts from USB',
      evidence: [
        log(
          [1, 2, 3, 4]
            .map((n) => `[   ${n}0.100000] mmc0: timeout waiting for hardware interrupt.`)
            .join('\n'),
          { node: 'pi01' },
        ),
        facts(blockDevices, [{ name: 'sda', transport: 'usb', mountpoints: ['/'] }], 'pi01'),
      ],
    },
    {
      name: 'one task that waits for a write',
      evidence: [log('  88 D    mmc_blk_rw_wait                  jbd2/mmcblk0p2-8')],
    },
    {
      name: 'a controller that may be the one of the Wi-Fi chip',
      evidence: [log('mmc1: Timeout waiting for hardware interrupt.')],
    },
  ],
})
