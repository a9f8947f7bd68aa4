import { blockDevices } from '#src/model/facts/node.ts'
import { type LogLine, lines } from '#src/model/line.ts'
import { match, type PatternOutcome, unknown } from '#src/model/verdict.ts'
import { definePattern } from '../../../define-pattern.ts'
import type { Read } from '../../../reading.ts'
import { statedLines } from '../../../told/stated-lines.ts'
import { countOf, denied, volumeDevice } from '../../words/node-kernel.ts'
import { areAddressed, diskAddress, isDisk, type Transports } from './disks.ts'
import { ata, deviceFault, errorLog, firmwareSays } from './own-faults.ts'
import { ask, faultedInPool, programsUnreadable, questions } from './questions.ts'
import { sentences } from './told.ts'
import { undecided } from './undecided.ts'

/** `zpool status`, or a note of it; and OpenZFS itself (module/zfs/spa.c), which then holds all that waits. */
const zfsFaulted = lines(
  ['FAULTED', 'uncorrectable I/O failure'],
  /\bFAULTED\b.*(?:too many errors|\b\d+\s+[1-9]\d*\s+\d+\b)|has encountered an uncorrectable I\/O failure/,
)
/** A shell whose programs lie on the disk that went away. */
const unreadable = lines(
  ': Input/output error',
  /^-?(?:ba|da|z)?sh: .*\/\S+: Input\/output error|\b(?:sudo|sshd|cron|env|systemctl|reboot): .*\/s?bin\/\S+: Input\/output error/,
)

/** block/blk-core.c names the error and the device. Longhorn's target uses the same word. */
const medium = lines(
  'critical medium error',
  new RegExp(`${denied}critical medium error, dev (?!mmcblk)(?<device>[a-z][a-z0-9]*)`),
)
/** A write that fails with a medium error is how a dead engine looks; a disk remaps instead. */
const writes = lines('critical medium error', /critical medium error.*op 0x1:\(WRITE\)/)

const sense = lines(
  [
    'Medium Error',
    'Unrecovered read error',
    'nrecovered Read Error',
    'Write Fault',
    'Hardware Error',
    // Kernels built without the words, as those of the Raspberry Pi: 3 is the medium, 11 a read.
    'Sense Key : 0x3',
    'ASC=0x11 ',
    // drivers/nvme/host/core.c where it has no words: type 2 is the medium.
    '(sct 0x2 / sc 0x8',
  ],
  new RegExp(
    `${denied}(?:Sense Key : (?:(?:Medium|Hardware) Error|0x3\\b)|ASC=0x11 ASCQ|Unrecovered read error|nvme.*(?:Unrecovered Read Error|Write Fault|\\(sct 0x2 / sc 0x8[01]\\)))`,
  ),
)

/**
 * smartctl, smartd and nvme-cli: what the disk counts of itself. A critical warning of 2 is heat. Values of zero do not fit, nor the
 * value of another attribute in a row that was joined to this one, nor what smartd
 * says of a disk that does not count it (smartd.cpp: `can't monitor … count - no Attribute 197`).
 */
const smart = lines(
  [
    'eallocated sector',
    'ending sector',
    'ncorrectable sector',
    'Current_Pending_Sector',
    'Reallocated_Sector_Ct',
    'Offline_Uncorrectable',
    'Reported_Uncorrect',
    'FAILING_NOW',
    'self-assessment test result',
    'read failure',
    'unreadable (pending) sectors',
    'uncorrectable sectors',
    'Self-Test Log error count',
    'FAILED SMART self-check',
    'Failed SMART usage Attribute',
    'media_errors',
    'Media and Data Integrity Errors',
    'ritical_warning',
    'ritical Warning',
    'ercentage_used',
    'ercentage Used',
    // scsiprint.cpp and smartd.cpp: a SAS disk says in words why it expects to fail.
    'SMART Health Status: ',
    'SMART Failure: ',
    'IMPENDING FAILURE',
    'FAILURE PREDICTION THRESHOLD',
    // e2fsprogs misc/badblocks.c, and alerts about SMART.
    'bad blocks found',
    'SmartMediaErrors',
    'SMART media errors',
    // nvmeprint.cpp puts the bits of the critical warning into words; heat is another matter.
    'spare has fallen below threshold',
    'subsystem reliability has been degraded',
    'media has been placed in read only mode',
  ],
  /spare has fallen below threshold|subsystem reliability has been degraded|media has been placed in read only mode|Pass completed, [1-9]\d* bad blocks found|\bSmartMediaErrors\b|SMART media errors \(instance|^(?!.*can't monitor ).*(?:Current_Pending_Sector|Reallocated_Sector_Ct|Offline_Uncorrectable|Reported_Uncorrect)(?!.*\s\d{1,3} [A-Z][A-Za-z]+_).*\D[1-9]\d*\s*$|(?:Current_Pending_Sector|Reallocated_Sector_Ct|Offline_Uncorrectable)\s*[:=]\s*[1-9]|FAILING_NOW|\b[1-9]\d* (?:reallocated|pending|(?:offline )?uncorrectable) sectors?\b|test result: FAILED|SMART Health Status: (?!OK\b)|SMART Failure: |IMPENDING FAILURE|FAILURE PREDICTION THRESHOLD EXCEEDED|Completed: read failure|[1-9]\d* (?:Currently unreadable \(pending\)|Offline uncorrectable) sectors|Self-Test Log error count increased|FAILED SMART self-check|Failed SMART usage Attribute: |(?:media_errors|Media and Data Integrity Errors)\s*:\s*[1-9]|ritical[_ ][Ww]arning\s*(?::\s*(?:0x)?|[=(]?0x)0*(?:[1-9a-f][0-9a-f]|[13-9a-f])\b|ercentage[_ ][Uu]sed\s*:\s*[1-9]\d\d/,
)

/**
 * fs/btrfs/volumes.c counts requests that the layer below refused: disk, cable, USB, or a mapped
 * device. `corrupt` counts checksums that do not fit, on a disk that answered.
 */
const refusedReads = lines(
  ' errs: wr ',
  /BTRFS.*bdev \/dev\/(?!mapper\/|dm-|md)\S+ errs: .*\brd [1-9]/,
)
/** The same since the file system was made: `btrfs device stats`. */
const countedErrors = lines(
  ['.write_io_errs', '.read_io_errs', '.flush_io_errs'],
  /\]\.(?:write|read|flush)_io_errs\s+[1-9]/,
)

/**
 * The disk itself refuses a plain read or write (BLK_STS_TARGET: a hardware error, or write
 * protection). It refuses DISCARD and WRITE_ZEROES too where it does not know them: no fault.
 */
const refusedWork = lines(
  'critical target error',
  /critical target error, dev (?<device>[a-z][a-z0-9]*), sector \d+ op 0x[01]:\((?:READ|WRITE)\)/,
)

/** An engine that cannot read its own replica file: ENODATA is the medium error of the disk below. */
const replicaFile = lines(
  'volume-',
  /volume-(?:head|snap)-\S+\.img: (?:no data available|input\/output error)/,
)
/** An array lost a member; or a drive's own test fails at power-on (drivers/ata/libata-core.c). */
const arrayMember = lines(
  [
    'Disk failure on',
    'read error corrected',
    'Drive reports diagnostics failure',
    // mdadm's mail, /proc/mdstat, and the exporter's alert.
    'A Fail event had been detected',
    'FailSpare event had been detected',
    '](F)',
    'RaidDiskFailure',
  ],
  /A Fail(?:Spare)? event had been detected on md|\bmd\d\w* : (?:active|inactive).*\[\d+\]\(F\)|HostSoftwareRaidDiskFailure|Drive reports diagnostics failure|md\/?\S*: (?:Disk failure on|.*read error corrected)/,
)

/** A request failed (block/blk-core.c names how), and no line says which layer it was. */
const failedRequest = lines(
  ['error, dev sd', 'error, dev nvme', 'error, dev vd', 'Buffer I/O error on dev'],
  /Buffer I\/O error on dev(?:ice)? (?:sd|nvme|vd)|(?:I\/O|timeout|protection|device offline|recoverable transport|critical (?:nexus|target)) error, dev (?:sd|nvme|vd)(?!.*\((?:DISCARD|WRITE_ZEROES)\))/,
)
const saysWhy = lines([
  'uas_eh_',
  'USB disconnect',
  'reset SuperSpeed',
  'reset high-speed USB',
  'assume dead',
  'controller is down',
  'timeout, ',
  'evice not ready; aborting',
  'after reset failure',
  'exception Emask',
  'hostbyte=',
  'session recovery timed out',
  'Engine of volume',
])

const reads = {
  ...questions,
  zfsFaulted,
  unreadable,
  blockDevices,
  medium,
  diskAddress,
  writes,
  sense,
  ata,
  deviceFault,
  errorLog,
  firmwareSays,
  smart,
  replicaFile,
  arrayMember,
  refusedReads,
  countedErrors,
  refusedWork,
  failedRequest,
  saysWhy,
  volumeDevice,
}

export default definePattern({
  id: 'disk-media-failing',
  title: 'A disk can no longer read or write parts of itself',
  severity: 'critical',
  stage: 'stable',
  since: '0.1.0',
  told: sentences,
  reads,
  explains: {
    onSameNode: [
      'filesystem-corruption',
      'root-filesystem-read-only',
      'slow-datastore-disk',
      'datastore-corrupt-or-full',
      'container-store-damaged',
      'k3s-restarting',
    ],
    anywhere: ['longhorn-engine-lost-replicas', 'volume-degraded'],
  },
  rivals: [
    {
      cause: 'longhorn-engine-lost-replicas',
      tell: 'The sdX has LUN 1 (`sd N:0:0:1`) or transport iscsi: it is a volume, and its engine died.',
    },
    {
      cause: 'unclean-node-shutdown',
      tell: 'The medium error is of a volume and comes in the middle of a shutdown.',
    },
    {
      cause: 'usb-storage-fault',
      tell: 'Resets, aborts or disconnects of USB come with it, and SMART is clean.',
    },
    { cause: 'sd-card-failing', tell: 'The device is mmcblk0.' },
  ],
  remedy: 'replace-disk',
  docs: {
    meaning:
      'The disk reports sectors that it cannot read or write. That is the disk itself, not its link. SMART may still say PASSED: judge by the raw counts.',
    impact:
      'Files on those sectors are lost. A replica there cannot be rebuilt from. It gets worse.',
    diagnosis:
      'On {node}: first `lsblk -o NAME,TRAN,MODEL` (iscsi is a Longhorn volume, no disk), then `smartctl -a /dev/DEVICE | grep -E "Pending|Realloc|Uncorrect|result"` or `nvme smart-log /dev/nvme0`.',
    mitigation:
      'See that each volume has a healthy replica elsewhere, take the disk out of Longhorn’s scheduling, let it evict, then replace the disk. Do not run a repair on it before the data is copied.',
    references: [
      'https://github.com/smartmontools/smartmontools/blob/main/src/smartd.cpp',
      'https://github.com/torvalds/linux/blob/master/block/blk-core.c',
      'https://github.com/torvalds/linux/blob/master/drivers/ata/libata-eh.c',
      'https://github.com/torvalds/linux/blob/master/fs/btrfs/volumes.c',
      'https://github.com/MichaIng/DietPi/issues/6613',
      'https://www.smartmontools.org/wiki/FAQ',
      'https://github.com/longhorn/longhorn/issues/7206',
      'https://github.com/harvester/harvester/issues/6893',
    ],
  },

  match(evidence) {
    const { medium, sense, ata, replicaFile, arrayMember } = evidence
    const smart = statedLines(evidence.smart)
    const { deviceFault, errorLog, firmwareSays } = evidence
    const sure = [...smart, ...firmwareSays, ...ata]
    const own = [...sure, ...deviceFault, ...errorLog, ...replicaFile, ...arrayMember]
    if (own.length > 0)
      return match(sure.length + medium.length > 0 ? 'confirmed' : 'suspected', [
        ...own,
        ...medium,
        ...sense,
      ])
    const transports: Transports = new Map(
      evidence.blockDevices.map((device) => [device.name, device.transport]),
    )
    const physical = medium.filter((line) => isDisk(line, transports))
    if (physical.length > 0) return match('confirmed', [...physical, ...sense])
    const fromVolume = evidence.volumeDevice.length > 0
    const open = medium.filter((line) => !transports.has(line.groups.device ?? ''))
    const byMedium = undecided(open, sense, {
      fromVolume,
      onlyWrites:
        open.length > 0 &&
        countOf(evidence.writes) >= countOf(open) &&
        !areAddressed(open, evidence.diskAddress),
    })
    return byMedium.kind === 'no-match' ? fromRefusals(evidence, transports) : byMedium
  },
})

const unexplained = unknown(
  'a disk failed a request, and no line says why: the disk, its link or supply, or a volume',
  {
    next: 'lsblk -o NAME,TRAN,MODEL,MOUNTPOINTS; journalctl -k | grep -iE "usb |nvme|ata[0-9]|voltage"; smartctl -a /dev/DEVICE',
  },
)

function fromRefusals(evidence: Read<typeof reads>, transports: Transports): PatternOutcome {
  const { refusedWork, refusedReads, countedErrors, volumeDevice: volume } = evidence
  const known = (line: LogLine) => transports.has(line.groups.device ?? '')
  const refused = refusedWork.filter(
    (line) => isDisk(line, transports) || (volume.length === 0 && !known(line)),
  )
  const said = [...refused, ...refusedReads]
  if (said.length > 0) return match('suspected', said)
  if (evidence.failedRequest.length > 0 && evidence.saysWhy.length === 0) return unexplained
  if (evidence.zfsFaulted.length > 0) return faultedInPool
  if (evidence.unreadable.length > 0) return programsUnreadable
  if (countedErrors.length === 0) return ask(evidence)
  return unknown(
    'Btrfs counts failed requests since it was made: the disk, its cable or its USB bridge',
    {
      next: 'journalctl -k | grep -iE "I/O error|usb |ata[0-9]|BTRFS"; smartctl -a /dev/DEVICE; btrfs scrub start -Bd MOUNTPOINT',
    },
  )
}
