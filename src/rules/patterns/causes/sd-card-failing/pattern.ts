import { blockDevices } from '#src/model/facts/node.ts'
import { lines } from '#src/model/line.ts'
import { match, type PatternOutcome, unknown } from '#src/model/verdict.ts'
import { definePattern } from '../../../define-pattern.ts'
import type { Read } from '../../../reading.ts'
import { cardInputOutputError, countOf, hungTaskWords, kindsOf } from '../../words/node-kernel.ts'
import { ask, questions } from './questions.ts'
import { neverStarted, starts } from './starts.ts'
import { sentences } from './told.ts'

/**
 * The card stays busy or does not answer. drivers/mmc/core/{mmc_ops,block,core}.c,
 * drivers/mmc/host/{sdhci,bcm2835}.c; older kernels wrote `Card stuck in programming state`.
 */
const stuck = lines(
  [
    'ard stuck',
    'card never left busy state',
    'final write to SD card still running',
    'recovery failed!',
    'Card removed during transfer',
    'running CQE recovery',
    'cqhci: timeout for tag',
    // drivers/mmc/host/sunxi-mmc.c: a transfer was broken off in the middle.
    'send stop command failed',
    'data error, sending stop command',
  ],
  /sunxi-mmc.*(?:send stop command failed|data error, sending stop command)|mmc\w*.*(?:Card removed during transfer|running CQE recovery|cqhci: timeout for tag|[Cc]ard stuck (?:being busy|in (?:programming|wrong) state)|card never left busy|final write to SD card|recovery failed!)/,
)

/** `error -110` is a time-out, `-84` a checksum that does not fit. */
const blockError = lines(
  ['mmcblk', 'sending stop command', 'transferring data', 'sending status command'],
  /mmcblk\d\w*: (?:(?:unknown )?error -\d+ (?:sending|transferring|requesting)|error -(?:110|84|5)\b|.*timed out sending|r\/w command failed|.*command error, retrying|.*response CRC error|.*unable to (?:read|write)|.*retrying because a re-tune was needed)|error -\d+ (?:transferring data, sector|sending (?:stop|status) command)|critical medium error, dev mmcblk/,
)

/** The controller's words do not say which device: on a Pi the second one is the Wi-Fi chip. */
const controller = lines(
  [
    'imeout waiting for hardware',
    'error -110',
    'error -84',
    'error -5 ',
    'ADMA error',
    'no data operation was in progress',
    'even though no command operation',
    'never released inhibit',
    'timed out waiting for hardware',
    'tried to reset card',
    'cache flush error',
    'tried to HW reset card',
    'REGISTER DUMP',
    'Unexpected interrupt 0x',
    'still waiting after ',
    'transfer error - HSTS',
    'timeout error - HSTS',
    'timeout - EDM',
    'command never completed',
  ],
  /\b(?:mmc0|sdhost-bcm2835)\b.*(?:[Tt]im(?:eout|ed out) waiting for hardware|error -(?:110|84|5)\b(?!.*SDIO)|ADMA error|even though no|never released inhibit|tried to (?:HW )?reset card|cache flush error|=== (?:SDHCI )?REGISTER DUMP|Unexpected interrupt 0x|still waiting after \d+ retries|(?:transfer|timeout) error - HSTS|timeout - EDM|command never completed)/,
)
/**
 * There is a card: it was found, or a command to read or write one (17, 18, 24, 25) is shown. A
 * board that starts from USB has none, and each look into its empty slot may time out.
 */
const card = lines(
  ['mmcblk', 'cmd op ', 'sdhci: Cmd: ', ' card at address '],
  /\bmmcblk\d|\bcmd op (?:1[78]|2[45])\b|sdhci: Cmd:\s+0x0000(?:1[1289])|mmc0: new .*\b(?:SD\w*|MMC) card at address/,
)
const otherController = lines(
  ['Timeout waiting for hardware', 'error -110', 'error -84'],
  /\bmmc[1-9]\b.*(?:Timeout waiting for hardware|error -(?:110|84)\b(?!.*SDIO))/,
)
/** drivers/mmc/host/dw_mmc.c, Rockchip and others: no answer, from whichever card hangs there. */
const noAnswer = lines(
  ['Timeout sending command', 'Unexpected command timeout'],
  /mmc_host mmc\d: Timeout sending command|dwmmc_\w+ \S+: Unexpected command timeout/,
)
/** The same file: the card holds its data line, which an empty slot does not. */
const holdsBusy = lines('Busy; trying anyway', /dwmmc_\w+ \S+: Busy; trying anyway/)
const wireless = lines(
  ['brcmf', 'SDIO', 'sdio'],
  /brcmf|new (?:high speed|ultra high speed).*SDIO|\bmmc\d.*SDIO/i,
)

/** A writer waits for ever: the journal of a file system on a card, or the card's own queue. */
const hungWriter = lines(
  hungTaskWords,
  /task (?:jbd2\/mmcblk|mmcqd|mmc_complete|kworker\S*mmc)\S*.*blocked (?:in I\/O wait )?for more than/,
)
/** Where tasks in state D wait, from their stack or `ps -o wchan`: drivers/mmc/core/block.c. */
const waitsForCard = lines(['mmc_blk_rw_wait', 'mmc_blk_mq_rw_recovery', 'mmc_blk_card_busy'])
/** The controller looks whether its card is still there. */
const looksForCard = lines(['mmc_sd_detect', 'mmc_rescan'])

const fileSystem = lines(
  ['mmcblk'],
  // Structures that do not fit each other were read well: see filesystem-corruption.
  /EXT4-fs (?:error|warning) \(device mmcblk(?!.*(?:bitmap checksum|descriptor inconsistent|checksum invalid|extra_isize|deleted inode|directory leaf checksum|checksumming directory block|bad header\/extent|already cleared for inode))|Aborting journal on device mmcblk|BTRFS.*bdev \/dev\/mmcblk\S+ errs: (?=.*\b(?:wr|rd|flush) [1-9])|EXT4-fs \(mmcblk\w+\): (?:Remounting filesystem read-only|failed to convert|Delayed block allocation failed)|FAT-fs \(mmcblk\w+\): (?:FAT read failed|Directory bread)|JBD2: .*mmcblk|lost (?:async )?page write.*mmcblk|mmcblk.*lost (?:async )?page write/,
)

/** mm/page_io.c names a swap device by its numbers; 179 is a card's. */
const swap = lines('-error on swap-device (179:')

/** At the end of its life a card may lock itself: it reports its size and `(ro)`. */
const lockedCard = lines('mmcblk', /mmcblk\d: mmc\d:[0-9a-f]{4} .*\(ro\)/)

/** `mmc extcsd read`: nine tenths of the life of an eMMC are used, or its spare blocks are. */
const wornOut = lines(
  ['LIFE_TIME_EST', 'PRE_EOL_INFO'],
  /LIFE_TIME_EST_TYP_[AB]\]?:? *0x0[9ab]|PRE_EOL_INFO\]?:? *0x0[23]/,
)

/** The bus could not be tuned: it falls back and is slower, which alone does no harm. */
const tuning = lines('uning execution failed', /mmc0.*[Tt]uning execution failed/)

const reads = {
  ...questions,
  stuck,
  blockError,
  controller,
  card,
  blockDevices,
  otherController,
  ...starts,
  noAnswer,
  holdsBusy,
  wireless,
  hungWriter,
  waitsForCard,
  looksForCard,
  fileSystem,
  swap,
  lockedCard,
  wornOut,
  tuning,
  cardInputOutputError,
}

export default definePattern({
  id: 'sd-card-failing',
  title: 'The SD card or eMMC returns errors or stalls',
  severity: 'critical',
  stage: 'stable',
  since: '0.1.0',
  told: sentences,
  reads,
  explains: {
    onSameNode: [
      'root-filesystem-read-only',
      'filesystem-corruption',
      'kernel-crash-or-lockup',
      'slow-datastore-disk',
      'datastore-corrupt-or-full',
      'container-store-damaged',
      'node-overload',
      'k3s-restarting',
      'node-silent',
    ],
    anywhere: [
      'apiserver-overload-tls-timeouts',
      'longhorn-engine-lost-replicas',
      'volume-degraded',
    ],
  },
  rivals: [
    {
      cause: 'under-voltage',
      tell: '`Undervoltage detected!` near the errors: cure the supply, then judge the card again.',
    },
    {
      cause: 'kernel-crash-or-lockup',
      tell: 'Hung tasks without any error of mmc0 or mmcblk0.',
    },
    {
      cause: 'kernel-regression',
      tell: 'The errors start with an update, and an older kernel runs the same card well.',
    },
    {
      cause: 'power-loss',
      tell: 'Only a journal that is replayed at the start: the card did what it was told.',
    },
  ],
  remedy: 'replace-boot-disk',
  docs: {
    meaning:
      'The card answers too late, with broken checksums, or not at all. It wears out, or card, slot and bus speed do not fit each other. On a Pi 5 the fast UHS mode can be the cause with some cards.',
    impact:
      'Every process that touches the disk waits or fails. The root file system can turn read-only, and data on the card can be damaged.',
    diagnosis:
      'On {node}: `journalctl -k | grep -E "mmc0|mmcblk0"`. Look for under-voltage in the same minutes: `vcgencmd get_throttled`.',
    mitigation:
      'Copy what you need off the card now. Replace it, or better boot from an SSD or NVMe drive, and join the node again. On a Pi 5, `sdhci.debug_quirks2=0x4` in cmdline.txt keeps the card in its slower mode.',
    references: [
      'https://github.com/torvalds/linux/blob/master/drivers/mmc/host/bcm2835.c',
      'https://github.com/torvalds/linux/blob/master/mm/page_io.c',
      'https://github.com/torvalds/linux/blob/master/drivers/mmc/core/block.c',
      'https://github.com/torvalds/linux/blob/master/drivers/mmc/host/sdhci.c',
      'https://github.com/raspberrypi/linux/issues/280',
      'https://github.com/raspberrypi/linux/issues/2392',
      'https://github.com/raspberrypi/rpi-eeprom/issues/354',
    ],
  },

  match(evidence) {
    const { stuck, blockError, hungWriter, fileSystem, cardInputOutputError } = evidence
    // Some kernels number the Wi-Fi chip's controller first.
    const isWireless = evidence.wireless.some((line) => /\bmmc0\b/.test(line.text))
    const controller = isWireless ? [] : evidence.controller
    const kinds = kindsOf(
      stuck,
      blockError,
      controller,
      hungWriter,
      fileSystem,
      cardInputOutputError,
    )
    const plain = [...stuck, ...blockError, ...cardInputOutputError, ...controller]
    const all = [
      ...plain,
      ...hungWriter,
      ...fileSystem,
      ...evidence.swap,
      ...evidence.lockedCard,
      ...evidence.wornOut,
      ...evidence.tuning,
    ]
    if (plain.length > 0) {
      const inSlot = slot(evidence, plain.length > controller.length)
      if (inSlot === 'empty') return emptySlot
      const sure = kinds > 1 || (countOf(plain) > 2 && inSlot === 'card')
      return match(sure ? 'confirmed' : 'suspected', all)
    }
    if (all.length > plain.length + evidence.tuning.length)
      return match('suspected', [...all, ...evidence.waitsForCard, ...evidence.otherController])
    return fromStarts(evidence) ?? fromTuning(evidence) ?? secondController(evidence)
  },
})

type Evidence = Read<typeof reads>

const answeredLate = unknown(
  'a card did not answer once or twice: an SD card, an eMMC or a Wi-Fi chip, or an empty slot',
  { next: 'ls -l /sys/class/mmc_host/*/*/block; journalctl -k | grep -E "mmc|dwmmc"' },
)

const emptySlot = unknown(
  'mmc0 does not answer, and this node has no card: its slot is empty, or the card is dead',
  { next: 'ls /dev/mmcblk*; findmnt -no SOURCE /' },
)

function slot(evidence: Evidence, answered: boolean): 'card' | 'empty' | 'unknown' {
  if (answered || evidence.card.length > 0) return 'card'
  const devices = evidence.blockDevices
  if (devices.length === 0) return 'unknown'
  return devices.some(({ name }) => name.startsWith('mmcblk')) ? 'card' : 'empty'
}

function fromStarts(evidence: Evidence): PatternOutcome | undefined {
  const dead = neverStarted(evidence)
  return dead.length > 0 ? match('suspected', [...dead, ...evidence.tuning]) : fromWaits(evidence)
}

/** One write that waits is what a busy card looks like; a card that is looked for again is not. */
function fromWaits({ waitsForCard, looksForCard }: Evidence): PatternOutcome | undefined {
  if (waitsForCard.length === 0) return undefined
  return looksForCard.length > 0 || countOf(waitsForCard) > 2
    ? match('suspected', [...waitsForCard, ...looksForCard])
    : unknown('a task waits for the SD card; the card may be busy, or may not answer', {
        next: 'ps -eo pid,stat,wchan:32,comm | grep " D"; journalctl -k | grep -E "mmc0|mmcblk0"',
      })
}

function fromTuning({ tuning }: Evidence): PatternOutcome | undefined {
  return tuning.length > 1 || countOf(tuning) > 2
    ? unknown('the bus of the SD card is tuned again and again, without an error so far', {
        next: 'journalctl -k | grep -E "mmc0|mmcblk0"',
      })
    : undefined
}

function secondController(evidence: Evidence): PatternOutcome {
  const { otherController: errors, noAnswer, holdsBusy, wireless } = evidence
  const silent = [...noAnswer, ...holdsBusy]
  if (silent.length > 0 && wireless.length === 0)
    return countOf(silent) > 2 || kindsOf(noAnswer, holdsBusy) > 1
      ? match('suspected', silent)
      : answeredLate
  if (errors.length === 0 || wireless.length > 0) return ask(evidence)
  return unknown('mmc1 has errors; on a Raspberry Pi that is mostly the Wi-Fi chip, not the card', {
    next: 'ls -l /sys/class/mmc_host/*/*/block/ 2>/dev/null',
  })
}
