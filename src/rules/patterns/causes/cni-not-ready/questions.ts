import { lines } from '#src/model/line.ts'
import { noMatch, type PatternOutcome, unknown } from '#src/model/verdict.ts'
import type { Read } from '../../../reading.ts'

/** Lines that several causes write: too little for a finding, enough for a question. */
export const questions = {
  /** flannel pkg/backend/vxlan. */
  routeNotSet: lines('failed to add vxlanRoute'),
  /** Cilium pkg/datapath: the card that it sends by has no address. */
  deviceBare: lines('direct routing device IP not found'),
  /** systemd-networkd, about the device that flannel made. */
  deviceWent: lines(['flannel.1: Link DOWN', 'flannel.1: Lost carrier']),
}

/** What is asked where nothing else was heard. */
export function ask(found: Read<typeof questions>): PatternOutcome {
  if (found.routeNotSet.length > 0)
    return unknown(
      "flannel could not set the way to another node's pods: its own device is down, or the node's network went",
      {
        next: 'ip -d link show flannel.1; ip route | grep flannel; ip -br address; journalctl -k | grep -i "link is"',
      },
    )
  if (found.deviceBare.length > 0)
    return unknown(
      'the card that Cilium sends by has no address: its link goes down, it got none, or another card was meant',
      {
        next: 'ip -br address; journalctl -k | grep -i "link is" | tail; kubectl -n kube-system get configmap cilium-config -o yaml | grep -iE "devices|direct-routing"',
      },
    )
  if (found.deviceWent.length > 0)
    return unknown(
      "flannel's device went down: K3s was stopped there, or something else that keeps the network took it",
      {
        next: 'ip -d link show flannel.1; systemctl status k3s k3s-agent --no-pager | head -5; networkctl status flannel.1',
      },
    )
  return noMatch
}
