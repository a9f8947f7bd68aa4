import { bootEnds } from '#src/model/facts/node.ts'
import { lines } from '#src/model/line.ts'
import { because, match, noMatch, type PatternOutcome, unknown } from '#src/model/verdict.ts'
import { definePattern } from '../../../define-pattern.ts'
import type { Read } from '../../../reading.ts'
import { diskError, globalKill, hungTaskWords, kernelDied } from '../../words/node-kernel.ts'
import { sentences } from './told.ts'

/** kernel/panic.c, arch traps, kernel/watchdog.c, kernel/workqueue.c: no other reading is possible. */
const broken = lines(
  [
    'Oops: ',
    'Oops - ',
    'Oops#',
    // arch/riscv and arch/mips count theirs without a code.
    'Oops [#',
    'Oops[#',
    'general protection fault',
    'BUG: workqueue lockup',
    'BUG: Bad page',
    'BUG: scheduling while atomic',
    'list_del corruption',
    'list_add corruption',
    'end Kernel panic',
    'Asynchronous SError',
    'Bad mode in Error handler',
    'Fixing recursive fault but reboot is needed',
    'detected stalls on CPUs',
    'self-detected stall on CPU',
    'Unable to handle kernel',
    'Synchronous External Abort',
    'synchronous external abort',
    'BUG: kernel NULL pointer',
    'BUG: Bad rss-counter',
    'kthread starved for',
    'nternal error: ',
    'tried to execute NX-protected page',
    'Machine Check Exception: ',
    'Fatal machine check',
    'nvalid opcode: ',
    'Unexpected kernel BRK exception',
    'ivide error: ',
    'tack segment: ',
    // arch/arm/mm/fault.c on 32 bits; other faults there are a program's own.
    'Unhandled fault: ',
  ],
  // Programs say oops too, and the trap of a program carries an `ip:`: neither is the kernel's.
  // Only arm's traps count their internal errors, in brackets (arch/arm*/kernel/traps.c).
  /^(?!.*Unhandled fault: (?!.*external abort))(?!.*(?:nvalid opcode|ivide error|tack segment): (?!0000 \[#))(?!.*general protection fault ip:)(?!.*Oops: (?![0-9a-f]{4}|general|Fatal))(?!.*nternal error: (?!.*\[#\d+\])).*$/,
)

/** mm/slub.c: memory of the kernel was written to by somebody whom it did not belong to. */
const slab = lines(
  ['oison overwritten', 'edzone overwritten', 'already free', 'reepointer corrupt'],
  /\bBUG [\w-]+ \((?:Tainted|Not tainted).*\): /,
)

/** kernel/hung_task.c. The disk below is the more likely reason: see sd-card-failing. */
const hung = lines(
  [
    ...hungTaskWords,
    'detected expedited stalls',
    // kernel/rcu/tasks.h: a task never comes to rest, and tracers and updates of code wait for it.
    'detected stalls on tasks',
    '(since boot) is ',
  ],
  /task .+ blocked (?:in I\/O wait )?for more than \d+ seconds|detected expedited stalls|detected stalls on tasks|grace period number \d+ \(since boot\) is \d+ jiffies old/,
)

/**
 * What the hung task waits for, if its name, its work queue or its stack tells: then that is the
 * cause. Each start names the same disks and drivers, so a stack's frame is asked for as one.
 */
const waitsForStorage = lines(
  [
    ...hungTaskWords,
    'Workqueue: ',
    'mmc_',
    'nfs4_',
    'nfs_',
    'rpc_wait',
    'nvme_',
    'iscsi_',
    'uas_',
    'stuck being busy',
    'controller is down',
    'assume dead',
    'nfs: server ',
  ],
  /task (?:jbd2\/|systemd-shutdow|umount:|usb-storage:|\(sd-|(?!rpc\.nfsd)\S*(?:mmc|nfs|nvme|xfsaild)).*blocked |nfs: server \S+ not responding|blocked in I\/O wait for|Workqueue: .*(?:mmc|nfs|rpciod|nvme|iscsi|\buas)|\b(?:mmc|nfs4?(?!d)|rpc_wait|nvme|iscsi|uas)_?\w*(?:\+0x|\) from)|uas_eh_|stuck being busy|nvme.*controller is down|assume dead/,
)
/** A volume or disk of the network is gone; that there are volumes says nothing. */
const volumeLost = lines([
  'session recovery timed out',
  'detected conn error',
  'rejecting I/O to offline device',
  'Engine of volume',
])
/**
 * The processor reports an error of its own hardware that it survived, or one that it kept over a
 * reset (arch/x86/kernel/cpu/mce/core.c, mcelog). Heat is reported that way as well.
 */
const machineCheck = lines(
  [
    'Machine Check: ',
    'Corrected error',
    'MEMORY CONTROLLER ',
    'Hardware Error]: Corrected',
    'hardware memory corruption',
    'achine check events logged',
    // drivers/edac, and the exporter's alert of it.
    'EDAC MC',
    'EdacUncorrectableErrors',
  ],
  /achine check events logged|EDAC MC\d+: \d+ UE |EdacUncorrectableErrors|hardware memory corruption|Machine Check: \d+ Bank \d+|MCA: MEMORY CONTROLLER|mcelog.*Corrected error|Hardware Error\]: Corrected error/,
)
/** arch/x86/mm/fault.c and arch/arm64/kernel/traps.c: a program touched what is not its own. */
const programFault = lines(
  ['segfault at ', 'unhandled exception: '],
  /(?:(?<victim>(?<![\w.:/-])[\w.:/-]+(?: [\w.:/-]+)?)\[\d+\]: |^)(?:segfault at |unhandled exception: )/,
)
/** systemd src/pstore/pstore.c: a dump that outlived the boot before. A kernel may dump at each stop too. */
const kept = lines('PStore dmesg-', /PStore dmesg-\S+ moved to/)
/** The root disk is missing: nothing is wrong with the kernel. */
const noRoot = lines(['Unable to mount root fs', 'No working init found'])
const oomPanic = lines([
  'System is deadlocked on memory',
  'panic_on_oom is selected',
  'panic_on_oom is enabled',
])

const reads = {
  bootEnds,
  kernelDied,
  broken,
  slab,
  hung,
  waitsForStorage,
  machineCheck,
  programFault,
  kept,
  noRoot,
  oomPanic,
  globalKill,
  diskError,
  volumeLost,
}

const afterCrash =
  'Restart the node, by its power if it must be. Update the kernel, or go back to the one before. Take away what the trace names: a driver, a HAT, an overclock. Arm the watchdog.'
const afterMachineCheck =
  'Memory that a machine check names (`DIMM`, `MEMORY CONTROLLER`, `UE`) is broken: drain the node, power it off, reseat the module, test it with memtest86+ for a night, and replace it.'
const ofProcessor = /\bEDAC\b|Hardware Error|achine [Cc]heck|\bmce: |Edac[A-Z]/

export default definePattern({
  id: 'kernel-crash-or-lockup',
  title: 'The kernel crashed or stopped making progress',
  severity: 'critical',
  stage: 'stable',
  since: '0.1.0',
  told: sentences,
  reads,
  passes: true,
  explains: {
    onSameNode: [
      'node-silent',
      'k3s-restarting',
      'power-loss',
      'nic-or-link-fault',
      'unclean-node-shutdown',
      'pods-not-well',
      'node-overload',
    ],
    anywhere: [
      'longhorn-engine-lost-replicas',
      'volume-degraded',
      'api-not-ready',
      'server-unreachable-from-agent',
      'apiserver-overload-tls-timeouts',
      'etcd-quorum-or-member',
      'volume-attached-elsewhere',
    ],
  },
  rivals: [
    {
      cause: 'kernel-regression',
      tell: 'It starts with an update or on a development kernel, and another version works.',
    },
    {
      cause: 'oom-killer-node',
      tell: 'The trace stands under `invoked oom-killer`: that is a report, not a crash.',
    },
    {
      cause: 'sd-card-failing',
      tell: 'Hung tasks of jbd2/mmcblk0, or errors of mmc0 before them.',
    },
    {
      cause: 'benign-kernel-noise',
      tell: 'A WARNING with a trace, and the device works afterwards.',
    },
    { cause: 'under-voltage', tell: 'The voltage dips before the crash.' },
  ],
  remedy: 'read-crash',
  docs: {
    meaning:
      'A driver or the kernel itself did something impossible (Oops, BUG, panic), or a processor or task stood still for too long. A machine check is the processor’s word for broken hardware: memory, cache, heat or supply.',
    impact:
      'Processes inside the broken part hang for ever and cannot be killed. The node needs a reboot; a panic without a watchdog waits for somebody.',
    diagnosis:
      'Save the trace: `journalctl -k -b -1 | grep -A40 -E "Oops|BUG|panic|lockup|blocked for"`. The first line after `pc :` or `RIP:` names the function, the word in [brackets] the driver.',
    mitigation: `${afterCrash} ${afterMachineCheck}`,
    references: [
      'https://github.com/torvalds/linux/blob/master/mm/slub.c',
      'https://github.com/torvalds/linux/blob/master/arch/arm/mm/fault.c',
      'https://docs.kernel.org/admin-guide/bug-hunting.html',
      'https://docs.kernel.org/admin-guide/lockup-watchdogs.html',
      'https://github.com/torvalds/linux/blob/master/arch/x86/kernel/cpu/mce/core.c',
      'https://github.com/torvalds/linux/blob/master/kernel/hung_task.c',
      'https://github.com/raspberrypi/firmware/issues/1298',
    ],
  },

  advise: (reasons) =>
    reasons.every(({ text }) => ofProcessor.test(text)) ? afterMachineCheck : afterCrash,

  match(evidence) {
    const { kernelDied, broken, hung } = evidence
    if (evidence.noRoot.length > 0)
      return unknown('the kernel found no root file system: disk, cable or boot parameters', {
        next: 'cat /boot/firmware/cmdline.txt; lsblk -o NAME,PARTUUID',
      })
    const panicked = evidence.bootEnds
      .filter((end) => end.ending === 'panic')
      .map((end) =>
        because(
          end,
          `the boot before ends with a panic: ${end.lastLines.at(-1)}`,
          Date.parse(end.lastAt ?? ''),
        ),
      )
    // A panic because no memory was left is the node's memory.
    if (evidence.oomPanic.length > 0) return noMatch
    const crash = [...kernelDied, ...broken, ...evidence.slab, ...panicked]
    if (crash.length > 0) return match('confirmed', [...crash, ...hung])
    return hung.length > 0 ? fromHang(evidence) : fromMachineCheck(evidence)
  },
})

type Evidence = Read<typeof reads>

const keptCrash = unknown('the boot before left a dump of the kernel behind: what does it say?', {
  next: 'ls /var/lib/systemd/pstore/*; grep -h -A20 -E "panic|Oops|BUG" -r /var/lib/systemd/pstore | head -60',
})

function fromHang(evidence: Evidence): PatternOutcome {
  if (evidence.globalKill.length + evidence.diskError.length > 0) return noMatch
  if (evidence.waitsForStorage.length + evidence.volumeLost.length > 0)
    return unknown('tasks hang because a disk, a volume or an export does not answer', {
      next: 'lsblk -o NAME,TRAN,MOUNTPOINTS; journalctl -k | grep -iE "mmc0|nvme|uas|I/O error|nfs"',
    })
  return match('suspected', evidence.hung)
}

/** drivers/edac/edac_mc.c counts what could be mended (CE) and what could not (UE). */
const beyondRepair =
  /EDAC MC\d+: \d+ UE |UNCORRECTED|Uncorrected (?:hardware )?(?:memory )?error|EdacUncorrectableErrors/

/** One program that falls has a defect of its own; several share the memory and the processor. */
const manyFall = unknown(
  'several programs fall over a bad address: memory, the processor, its heat or its supply, or one library of theirs',
  {
    next: 'journalctl -k | grep -E "segfault|unhandled exception|Hardware Error"; memtester 256M 1',
  },
)

function fromMachineCheck({ machineCheck, kept, programFault }: Evidence): PatternOutcome {
  if (machineCheck.length === 0) {
    if (kept.length > 0) return keptCrash
    // Without a stamp before it, the victim stands where the program of a line does.
    const victims = new Set(programFault.map(({ groups, program }) => groups.victim ?? program))
    return victims.size > 1 ? manyFall : noMatch
  }
  // What was read from such a place is lost: the kernel kills its owner, or stops.
  const lost = machineCheck.filter(({ text }) => beyondRepair.test(text))
  if (lost.length > 0) return match('suspected', machineCheck)
  return unknown('the processor reports an error of its hardware: memory, cache, heat or supply', {
    next: 'journalctl -k | grep -A6 "Hardware Error"; ras-mc-ctl --summary',
  })
}
