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
  /**
   * drivers/base/dd.c: the driver of a bus, a card or a disk's controller gave its device up, for a
   * reason other than a missing file (-2) or device (-19).
   */
  probeGivenUp: lines(
    ['failed with error -', 'Add PCIe port failed'],
    /(?:pcie?|nvme|ahci|xhci|dwc3|sdhci|rtw8\d|r8169|igc|e1000|ixgbe|macb|genet|mt79|ath1\dk|iwlwifi)\S*.*(?:probe .*failed with error -(?:5|6|12|16|22|62|110)\b|Add PCIe port failed)/,
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
  if (found.probeGivenUp.length > 0)
    return unknown(
      'a driver gives its device up at the start: this kernel, the firmware of the device, or the device itself',
      {
        next: 'uname -r; lspci -nn; journalctl -k | grep -iE "probe|firmware|pcie"; zgrep -E "linux-image|raspberrypi-kernel" /var/log/apt/history.log*; boot the kernel before once',
      },
    )
  return noMatch
}
