import { lines } from '#src/model/line.ts'
import { noMatch, type PatternOutcome, unknown } from '#src/model/verdict.ts'
import type { Read } from '../../../reading.ts'

/** Lines that several causes write: too little for a finding, enough for a question. */
export const questions = {
  /** timedatectl and alerts about it; a single answer of a time server that is missing is no matter. */
  nobodyKeepsIt: lines([
    'System clock synchronized: no',
    'NTPSynchronized=no',
    'NTP synchronized: no',
    'Leap status     : Not synchronised',
    'has too large root distance',
  ]),
  /** pkg/serviceaccount of Kubernetes: the token was this cluster's own, and its time is over. */
  agedToken: lines('service account token has expired'),
  /** A time server has answered. */
  learned: lines([
    'nitial synchronization to time server',
    'nitial clock synchronization to',
    'System clock synchronized: yes',
    'Selected source',
  ]),
  /** drivers/rtc/class.c asks the clock of the board once; its driver, a module, came after that. */
  notYetThere: lines('hctosys: unable to open rtc device'),
  cameLater: lines(': registered as rtc0'),
  /** e2fsprogs e2fsck/problem.c, which prints its own time below. */
  futureSuperblock: lines(['Superblock last write time', 'Superblock last mount time']),
}

/** What is asked where nothing else was heard. */
export function ask(found: Read<typeof questions>): PatternOutcome {
  if (found.learned.length > 0) return noMatch
  if (found.agedToken.length > 0)
    return unknown(
      'a pod shows a token whose time is over: the clock jumped, as after the sleep of a laptop or virtual machine, or the program never reads its token again',
      {
        next: 'on each node: date -u; timedatectl; journalctl -u k3s | grep "token has expired" | tail -3',
      },
    )
  if (found.nobodyKeepsIt.length > 0)
    return unknown(
      'nothing keeps the clock right at this moment: it may have just started, or no time server answers',
      { next: 'date -u; timedatectl timesync-status; chronyc sources' },
    )
  if (found.notYetThere.length > 0 && found.cameLater.length > 0)
    return unknown(
      'the clock of the board was there only after the kernel had asked for the time: the node may start with an old date',
      {
        next: 'date -u; sudo hwclock --show; timedatectl; grep RTC_HCTOSYS /boot/config-$(uname -r)',
      },
    )
  if (found.futureSuperblock.length > 0)
    return unknown(
      'the file system was written later than it is now: the clock started too early, and may be right since',
      { next: 'date -u; timedatectl; journalctl -b -u systemd-timesyncd -u chrony | tail' },
    )
  return noMatch
}
