import { type AdviceCase, adviceFrom } from '../../words/advice.ts'

/** What helps in each case: sums that a card does not compute, or packets that are too large. */
const cases: readonly AdviceCase[] = [
  [
    /cksum|check ?sum|InCsumErrors|off-?load|tx-|\b[TG]SO\b|\bGRO\b|ethtool|63[ -]second|1m0?3/i,
    'Checksums: `ethtool -K flannel.1 tx-checksum-ip-generic off` on every node, at each boot; newer K3s does it by itself. If forwarded traffic alone is slow, `ethtool -K CARD tso off` as well, one at a time.',
  ],
  [
    /\bmtu\b|large|big|long|frag|bytes|payload|hello|handshake|MSS|PMTU|jumbo|unexpected|reset/i,
    'Size: lower the MTU of the overlay below the smallest of the path by 50 (VXLAN) or 80 (WireGuard); give Docker in a pod `--mtu` of the pod.',
  ],
]

export const { all: allAdvice, against: adviceFor } = adviceFrom(cases)
