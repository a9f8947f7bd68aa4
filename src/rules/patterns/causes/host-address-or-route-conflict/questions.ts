import { lines, pastedLines } from '#src/model/line.ts'
import { noMatch, type PatternOutcome, unknown } from '#src/model/verdict.ts'
import type { Read } from '../../../reading.ts'

/** Lines that several causes write: too little for a finding, enough for a question. */
export const questions = {
  /** net/bridge/br_fdb.c: a packet comes in that this bridge seems to have sent. */
  ownSource: lines('with own address as source address'),
  /** K3s's own integration with Tailscale leads the pods of other nodes this way; so do routes left of one. */
  podsByTailscale: pastedLines(
    'dev tailscale0',
    /^\s*10\.4[23]\.\d+\.\d+\/(?:2\d|1\d) dev tailscale0\b/,
  ),
  /** ping of iputils: one question, two answers. */
  answeredTwice: pastedLines('(DUP!)', /bytes from \S+ .*\(DUP!\)/),
}

/** What is asked where nothing else was heard. */
export function ask(found: Read<typeof questions>): PatternOutcome {
  if (found.ownSource.length > 0)
    return unknown(
      'packets come back to the bridge that sent them: a loop, one hardware address used twice, or a pod that talks to itself',
      {
        next: 'bridge link; bridge fdb show br cni0; ip -br link; journalctl -k | grep -c "own address"',
      },
    )
  if (found.podsByTailscale.length > 0)
    return unknown(
      "pods' ranges leave by tailscale0: K3s was given vpn-auth for that, or it is what an earlier cluster left, or what another node offers to accept",
      {
        next: 'kubectl get nodes -o custom-columns=NAME:.metadata.name,PODS:.spec.podCIDR; ip route show table 52; tailscale status; grep -r vpn-auth /etc/rancher/k3s/',
      },
    )
  if (found.answeredTwice.length > 0)
    return unknown(
      'one ping is answered twice: two machines have that address, or the network has a loop',
      {
        next: 'arping -c 4 -I INTERFACE ADDRESS; ip neigh show ADDRESS; bridge link',
      },
    )
  return noMatch
}
