import { lines } from '#src/model/line.ts'
import { noMatch, type PatternOutcome, unknown } from '#src/model/verdict.ts'
import type { Read } from '../../../reading.ts'

/** Lines that several causes write: too little for a finding, enough for a question. */
export const questions = {
  /** errno 524 is ENOTSUPP: net/core/filter.c has no memory left for compiled filters, or none is allowed. */
  filterRefused: lines('error loading seccomp filter', /error loading seccomp filter.*errno 524/),
  /** libcontainer sets the limits of a container before its program starts. */
  limitRefused: lines('error setting rlimit', /error setting rlimit\w* .*operation not permitted/),
}

/** What is asked where nothing else was heard. */
export function ask(found: Read<typeof questions>): PatternOutcome {
  if (found.filterRefused.length > 0)
    return unknown(
      'the kernel takes no further system call filter: its memory for them is used up, or this kernel leaks it',
      { next: 'sysctl net.core.bpf_jit_limit; uname -r; k3s crictl ps -q | wc -l' },
    )
  if (found.limitRefused.length > 0)
    return unknown(
      'a container asks for a higher limit than its runtime may give: is it in the container, or the K3s unit?',
      {
        next: 'systemctl show k3s k3s-agent -p LimitNOFILE,LimitNPROC; sysctl fs.nr_open; cat /proc/$(pidof containerd)/limits',
      },
    )
  return noMatch
}
