import { type AdviceCase, adviceFrom } from '../../words/advice.ts'

/** What helps in each case; a finding gets the parts that its lines ask for, the page all of them. */
const cases: readonly AdviceCase[] = [
  [
    /nicast reply|bytes from|[Dd]uplicate|DUP|[Cc]onflict|claims|defence|is already using|announces/,
    'Find the second owner by its hardware address (`ip neigh`, the table of the switch or router) and take the address from it; of MetalLB and kube-vip keep one, and its range out of DHCP.',
  ],
  [
    /10\.4[23]\.|\broute\b|\bvia\b|tun\d|wg\d|tailscale|VPN|CIDR/i,
    'Keep 10.42.0.0/16 and 10.43.0.0/16 out of VPNs, or install the cluster with other ranges.',
  ],
  [
    /etcd|:2380|:2379|member/i,
    'etcd knows a server by its address: give that back. If it cannot be and other servers are left, `kubectl delete node MOVED` and join that one anew; a single server is reset to its new address by `k3s server --cluster-reset`, once, after a copy of /var/lib/rancher/k3s/server/db.',
  ],
  [
    /kube-ipvs0/,
    "A Service has a node's address, and kube-proxy in IPVS mode makes that address every node's own: take it out of the Service's externalIPs or load balancer (`kubectl get svc -A -o wide | grep ADDRESS`); `ip address del ADDRESS/32 dev kube-ipvs0` lasts for seconds only. In iptables mode it does no harm.",
  ],
  [
    /peer names collision/,
    'Nodes that were cloned have one machine-id, and their plugin makes one name of it: on each but one `rm /etc/machine-id /var/lib/dbus/machine-id; systemd-machine-id-setup`, then restart it.',
  ],
  [
    /dhcpcd|avahi|veth/i,
    'Keep dhcpcd off what the cluster makes: `denyinterfaces veth* cni* flannel*` in /etc/dhcpcd.conf.',
  ],
]

const always =
  'Give each node one address: either fixed or by DHCP with a reservation. After a change of the address set node-ip and restart K3s on that node.'

/** The page's list of all cases, and what helps against the lines of one finding. */
export const { all: allAdvice, against: adviceFor } = adviceFrom(cases, always)
