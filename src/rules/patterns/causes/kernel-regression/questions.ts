import { lines } from '#src/model/line.ts'
import { noMatch, type PatternOutcome, unknown } from '#src/model/verdict.ts'
import type { Read } from '../../../reading.ts'

/** Lines that several causes write: too little for a finding, enough for a question. */
export const questions = {
  /** net/core/dev.c: something still counts a network device that is to go. */
  deviceHeld: lines('unregister_netdevice: waiting for'),
  /** security/apparmor: the kernel mediates a signal that the profile of containerd does not name. */
  signalDenied: lines(
    'apparmor="DENIED" operation="signal"',
    /operation="signal".*profile="cri-containerd/,
  ),
}

/** What is asked where nothing else was heard. */
export function ask(found: Read<typeof questions>): PatternOutcome {
  if (found.deviceHeld.length > 0)
    return unknown(
      "a pod's network device cannot be taken away: a leak of this kernel release, or a process that hangs and holds it",
      {
        next: 'uname -r; journalctl -k | grep -c "unregister_netdevice"; ps -eo state,wchan:30,args | grep ^D',
      },
    )
  if (found.signalDenied.length > 0)
    return unknown(
      'AppArmor keeps a runtime from ending a container: this kernel or its AppArmor is newer than the profile of containerd, or the pod asks its peer',
      {
        next: 'uname -r; apparmor_parser --version; k3s --version; kubectl get pods -A | grep Terminating',
      },
    )
  return noMatch
}
