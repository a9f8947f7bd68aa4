import { lines, pastedLines } from '#src/model/line.ts'
import { noMatch, type PatternOutcome, unknown } from '#src/model/verdict.ts'
import type { Read } from '../../../reading.ts'

/** Lines that several causes write: too little for a finding, enough for a question. */
export const questions = {
  /** mm/page_alloc.c and mm/slub.c: order 0 is a single page, and there was none in time. */
  /** Alerts of node-problem-detector's and node_exporter's counters. */
  counted: pastedLines(
    ['OOMKilling', 'OomKillDetected'],
    /NodeProblemOOMKilling|\breason\b.{0,4}OOMKilling|HostOomKillDetected/,
  ),
  noPage: lines(['page allocation failure: order:0', 'SLUB: Unable to allocate memory']),
}

/** What is asked where nothing else was heard. */
export function ask(found: Read<typeof questions>): PatternOutcome {
  if (found.noPage.length > 0)
    return unknown(
      'the kernel had no page left at that moment: is memory short for long, or was it one burst of a driver?',
      { next: 'free -m; vmstat 1 5; cat /proc/pressure/memory; sysctl vm.min_free_kbytes' },
    )
  if (found.counted.length > 0)
    return unknown(
      'something was killed for its memory; whose limit it was, a container’s or the node’s, the alert does not say',
      { next: 'journalctl -k --since -1d | grep -E "oom-kill:|out of memory|Out of memory"' },
    )
  return noMatch
}
