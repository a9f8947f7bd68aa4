import { type AdviceCase, adviceFrom } from '../../words/advice.ts'

/** What helps in each case: who drops is named by the line, or everything is told. */
const cases: readonly AdviceCase[] = [
  [
    /ufw|firewall|nft|iptables|FORWARD|nixos-fw|prohibited|security group|IN=\S* OUT=|\b(?:8472|51820|6443|10250|2379|4789)\b|not able to connect to the following ports|policy DROP|[Nn]o route to host|-P \w+ DROP|\/(?:tcp|udp)\s+filtered/i,
    'Open between the nodes: TCP 6443 and 10250, UDP 8472 (VXLAN) or 51820 (WireGuard), TCP 2379-2380 among servers; trust 10.42.0.0/16 and 10.43.0.0/16. With firewalld or ufw K3s advises to switch them off.',
  ],
  [
    /polic(?:y|ies)\b(?! (?:DROP|ACCEPT))|deny|denied|NWPLCY|netpol/i,
    'A policy that is too strict: give it the rule that it lacks. A policy that selects a pod lets in, or out, only what some policy allows: DNS (port 53 of kube-system) and the API server are forgotten first.',
  ],
  [
    /KUBE-FIREWALL|kubernetes firewall for dropping/,
    '`KUBE-FIREWALL … -j DROP` without a mark drops everything: bring the iptables of the node and of the cluster to one version (K3s: `prefer-bundled-bin: true`), then restart K3s; `iptables -F KUBE-FIREWALL` opens the node until then.',
  ],
]

export const { all: allAdvice, against: adviceFor } = adviceFrom(cases)
