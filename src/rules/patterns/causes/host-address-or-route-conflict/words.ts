import { lines, pastedLines } from '#src/model/line.ts'

/**
 * An address is somebody else's too: kernel, dhcpcd, NetworkManager, systemd-networkd, arping. A
 * pod hears its own question for its link-local address back from the bridge, where that is a hairpin.
 */
const duplicate = lines(
  [
    'uplicate address',
    'uplicate IP',
    'is using my IP',
    'ddress conflict',
    'conflict detected for',
    'DAD conflict. Dropping',
    // plugins/pkg/ip: the kernel found the address taken before the pod could use it.
    'in DADFAILED state',
    'DHCPDECLINE',
    'eclined',
    'already in use by another host',
    'already in use in the network',
    'address conflict was detected',
    'to etcd cluster [',
    'is used on network connected to interface',
    'ddress already in use by',
    'hardware address ',
    'is already using the IP',
    'same InternalIP',
    'same IP address',
    'same address',
    'efence failed for ',
    // weave router/connection.go: it makes the name from the machine-id, which a cloned node has too.
    'remote peer names collision',
  ],
  // The registers of a PCI device have addresses too. A bridge of Docker's, or VirtualBox's NAT, has
  // one address on all machines: there calico took the wrong interface.
  /^(?!.*(?:can't claim|arp_ip_target|[Ll]ookups?\b|[Rr]esolv)).*(?:Adding member \S+=(?<peer>https:\/\/10\.0\.2\.15:2380) to etcd cluster \[.*=\k<peer>[\],\s]|[Dd]uplicate (?:IPv?[46]? ?)?(?:[Aa]ddress(?! fe80:)|IP(?!v))|local and remote peer names collision|is using my IP|\d+ second defence failed|(?:IP|IPv4|ARP|[Aa]ddress) (?:address )?conflict (?:detected|with)|conflict detected for|DAD conflict\. Dropping|has address (?!fe80:)\S+ in DADFAILED state|DHCPDECLINE|[Dd]eclined.*(?:lease|address|DHCP)|(?:lease|DHCP).*[Dd]eclined|address .*in use (?:by (?:another|hardware)|in the network)|address conflict was detected|address \S+ is used on network|hardware address \S+ claims \d|is already using the IPv[46] address (?!172\.(?:1[7-9]|2\d|3[01])\.0\.1\b|10\.0\.2\.15\b)|same (?:InternalIP|IP address)|report\w* the same address)/,
)
/** Answers to one address from different cards (iputils arping). */
const answers = lines(
  'nicast reply from',
  /nicast reply from (?<address>(?:\d{1,3}\.){3}\d{1,3}) \[(?<card>[0-9A-Fa-f:]+)\]/,
)
/** The same from Habets' arping, which names the card first. */
const pongs = lines(
  ' bytes from ',
  /\d+ bytes from (?<card>[0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2}){5}) \((?<address>(?:\d{1,3}\.){3}\d{1,3})\)/,
)
/** Weave (net/route.go) and Docker (libnetwork) find a range in use before they take it. */
const rangeTaken = lines([
  'overlaps with existing route',
  'Pool overlaps with other one on this address space',
  'non-overlapping IPv4 address pool',
  'networks have overlapping IPv4',
])
/** The kubelet (nodestatus) and K3s (pkg/agent/netpol) miss the address that they were told. */
const changed = lines([
  'failed to validate nodeIP',
  "not found in the host's network interfaces",
  'interface with specified node ip',
])
/**
 * The cluster calls a kubelet at an address that its certificate does not name, while it names
 * another one of the node: K3s has it made for the node's addresses at each start.
 */
const kubeletElsewhere = lines(
  'certificate is valid for ',
  /:10250\/.*certificate is valid for (?=.*\b(?!127\.)(?:\d{1,3}\.){3}\d{1,3}.*, not ).*, not (?<address>(?:\d{1,3}\.){3}\d{1,3})/,
)
/** etcd's list knows this server under another address (K3s pkg/etcd; no scheme until 1.22). */
const memberMoved = lines(
  'not a member of the etcd cluster',
  /[Ff]ound \[.*?(?<![\w.-])(?<name>[\w.-]+)=https:\/\/(?<address>[\d.]+|\[[\da-f:]+\]):\d+.*\](?:, expect: | and expecting to contain )\k<name>=(?:https:\/\/)?(?!\k<address>(?![\d.]))[[\da-f]/,
)
/** A server of the node is to listen at an address that no interface holds (Go net). */
const notOurs = lines(
  'bind: cannot assign requested address',
  /listen (?:tcp|udp)[46]? (?!127\.|\[::1\])(?:\d{1,3}(?:\.\d{1,3}){3}|\[[\da-f:]+\]):\d+: bind: cannot assign requested address/,
  ['k3s', 'system', 'unknown'],
)
/** dhcpcd serves the cluster's own interfaces as if they were cards, with a route for everything. */
const servedByDhcpcd = lines(
  [': adding default route', ': using static address', ': leased '],
  /dhcpcd.*\b(?:(?:flannel[.\w-]*|cni0): (?:using static address|leased) |(?:flannel[.\w-]*|cni0|veth\w+): adding default route)/,
)
/** `ip address`: with its interface, so that two in one network are seen. */
const address = lines(
  'inet ',
  /\binet (?<address>(?:\d{1,3}\.){3}\d{1,3})\/(?<prefix>\d{1,2})\b.*?(?:scope global)(?<flags>.*?)\s(?<device>[a-z][\w.@-]*)\s*$/,
)
/** The same, one line an interface, as `ip -br address` shows it. */
const brief = lines(
  [' UP ', ' UNKNOWN '],
  /^\s*(?<device>[a-z][\w.@-]*)\s+(?:UP|UNKNOWN)\s.*?(?<address>(?:\d{1,3}\.){3}\d{1,3})\/(?<prefix>\d{1,2}).*?\s(?<second>(?:\d{1,3}\.){3}\d{1,3})\/\k<prefix>(?!\d)/,
)
/** A network that is directly attached, and by which address. */
const attached = lines(
  'scope link',
  /(?<network>(?:\d{1,3}\.){3}\d{1,3}\/\d{1,2}) dev (?<device>\S+) .*scope link.* src (?<address>(?:\d{1,3}\.){3}\d{1,3})/,
)
/** The cluster's own ranges leave the node by something that is not the cluster's. */
const foreignRoute = pastedLines(
  ['10.42.', '10.43.', '10.0.0.0/8', '10.32.0.0/11'],
  /^\s*(?:(?:`?ip route get )?10\.4[23]\.\d+\.\d+`?\s*(?:→|->|=>|:)\s*via \S+|10\.4[23]\.0\.0\/1[5-8]|10\.0\.0\.0\/8|10\.32\.0\.0\/11|10\.4[0-3]\.0\.0\/1[0-5]|10\.43\.\d+\.\d+ via \S+)\s.*dev (?:tun|tap|wg(?!0-flannel)|ppp|tailscale|zt|utun|nordlynx|ipsec|vti|docker|br-)\w*/,
)
/** The network of the card itself lies in the ranges that the cluster takes by default. */
const lanAmongPods = pastedLines(
  ['10.42.', '10.43.'],
  /^\s*(?:10\.4[23]\.\d+\.\d+\/\d+|default via 10\.4[23]\.\d+\.\d+) dev (?:eth|en|wl)\w+|\binet 10\.4[23]\.\d+\.\d+\/\d+ .*scope global.* (?:eth|en|wl)\w+$/,
)
/** Two ways out of one rank: the table of `route -n`, and `ip route` without a metric. */
const wayOut = pastedLines(
  ['0.0.0.0 ', 'default via '],
  /^(?:0\.0\.0\.0\s+(?!0\.0\.0\.0)\S+\s+0\.0\.0\.0\s+UG\s+(?<metric>\d+)\s+\d+\s+\d+\s+(?<device>\S+)|default via \S+ dev (?<link>\S+)(?!.*metric))/,
)
/**
 * Pods that run, with address and node as `kubectl get pods -o wide` shows them. A VirtualBox
 * machine has 10.0.2.15 behind its NAT: there the overlay took the wrong card.
 */
const running = pastedLines(
  'Running ',
  /\s(?<ready>\d+)\/\k<ready>\s+Running\s+\d+.*?\s(?<address>(?!10\.0\.2\.15\s)(?:\d{1,3}\.){3}\d{1,3})\s+(?<node>[a-z\d][\w.-]*)/,
)
/**
 * A name server inside the default range of the pods: the cluster's own has an address among the
 * services, so this one is of the node's network, which has the same range.
 */
const resolverAmongPods = lines(
  ':53: ',
  /(?:->|\bon )10\.42\.\d+\.\d+:53: .*(?:i\/o timeout|no route to host|connection refused)/,
)
/** Somebody's note of nodes with one address, or of a network that has the ranges of the cluster. */
const noted = pastedLines(
  ['nodes report ', 'nodes have ', 'nodes show ', 'nodes announce ', '10.42.', '10.43.'],
  /\b(?:two|both|three|all(?: \w+)?) nodes (?:report|have|show|announce) (?:the same |one )?(?:INTERNAL-IP|InternalIP|internal IP) (?!addresses)|\b(?:LAN|home network|office network|VPN|tailnet)(?: subnet| range)? (?:is|uses|has) 10\.4[23]\.\d+\.\d+\/\d+/i,
)
/** arp-scan hears a second answer for one address. */
const scanned = pastedLines(
  '(DUP: ',
  /^\s*(?:\d{1,3}\.){3}\d{1,3}\s+(?:[\da-f]{2}:){5}[\da-f]{2}\s.*\(DUP: \d+\)/i,
)
/** What somebody found of a card that is to have one. */
const withoutAddress = pastedLines(
  ['has no IPv4 address', 'has no inet address', 'has no IP address'],
  /\b(?:eth|en[opsx]|wlan|wl[opx]|bond|vlan)\w* has no (?:IPv4|inet|IP) address/,
)
/** kube-proxy over IPVS takes each address of a Service for the node's own (kubernetes/kubernetes#66966, #127410). */
const heldByProxy = pastedLines(
  'kube-ipvs0',
  /\binet (?<address>(?:\d{1,3}\.){3}\d{1,3})\/32 .*\bkube-ipvs0\b/,
)
/** A server or kubelet that is called by its address, and does not answer. */
const unanswered = lines(
  ['dial tcp ', 'ost Unreachable', 'ailed to validate connection to cluster at '],
  /(?:dial tcp |connection to cluster at https:\/\/)(?<address>(?:\d{1,3}\.){3}\d{1,3}):(?:6443|9345|10250|2379|2380)\b/,
)
const martian = lines(
  ['martian source', 'edirect Host', 'ime to live exceeded', 'TTL exceeded'],
  /martian source 10\.4[23]|[Tt]ime to live exceeded|TTL exceeded/,
)

/** The queries that the pattern reads. */
export const words = {
  duplicate,
  answers,
  pongs,
  rangeTaken,
  changed,
  kubeletElsewhere,
  memberMoved,
  notOurs,
  servedByDhcpcd,
  address,
  brief,
  attached,
  foreignRoute,
  lanAmongPods,
  wayOut,
  running,
  resolverAmongPods,
  noted,
  scanned,
  withoutAddress,
  heldByProxy,
  unanswered,
  martian,
}
