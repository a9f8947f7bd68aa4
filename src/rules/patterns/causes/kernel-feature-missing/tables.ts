import { lines } from '#src/model/line.ts'

/** iptables and nftables without their kernel side. */
export const tables = lines(
  [
    "can't initialize iptables table",
    'missing kernel module?',
    'Failed to initialize nft',
    'set type not supported',
    'Cannot open session to kernel',
    'qdisc kind is unknown',
    'RTNETLINK answers: Operation not supported',
    'disagrees about version of symbol',
    'IPVS proxier',
    "Couldn't load match",
    "Couldn't find match",
    "Couldn't find target",
    'CHAIN_ADD failed',
    "Couldn't load target",
    'unable to initialize table',
    'fetch rule set generation id',
    'dm_mod kernel module loaded',
    'device-mapper driver missing',
    'does not support seccomp',
    'RULE_APPEND failed (No such file or directory)',
    'RULE_INSERT failed (No such file or directory)',
    'nftables rules for port mappings',
    'kernel parameter is required',
    'inimal supported kernel version',
    // moby daemon/daemon_unix.go; of memory it says the same, which is a matter of the boot parameters.
    'our kernel does not support ',
    'ould not process rule: Operation not supported',
    // wireguard-tools src/ipc.c, and iproute2 before the module is there.
    'nable to access interface: Protocol not supported',
    'RTNETLINK answers: Not supported',
    // runc libcontainer/seccomp, calicoctl node checksystem, kube-proxy pkg/proxy/iptables.
    'seccomp not supported',
    'module as Loaded/Builtin module',
    'iptables is not available on this host',
    // OpenVPN src/openvpn/tun.c; `No such file` is of a container that was not given the device.
    'open TUN/TAP dev /dev/net/tun: No such device',
  ],
  /ould not process rule: Operation not supported|nable to access interface: Protocol not supported|RTNETLINK answers: Not supported|seccomp not supported|nable to detect the \S+ module as Loaded\/Builtin|iptables is not available on this host|our kernel does not support (?:CPU|cpuset|pids|PIDs|[Bb]lock|BLKIO|cgroup namespaces|freezer)|open TUN\/TAP dev \/dev\/net\/tun: No such device|can't initialize ip6?tables table|missing kernel module\?|Failed to initialize nft|set type not supported|Cannot open session to kernel|qdisc kind is unknown|RTNETLINK answers: Operation not supported|\b(?:vxlan|br_netfilter|bridge|veth|overlay|nf_\w+|x_tables|ip6?_tables|ip_set\w*|xt_\w+|nft_\w+|(?:lib)?iscsi\w*|wireguard|(?:ip6_)?udp_tunnel|dm_\w+): disagrees about version of symbol|[Cc]an't use the IPVS proxier|Couldn't (?:load|find) (?:match|target)|nf_tables\): CHAIN_ADD failed \(No such file|ip6?tables\S*: unable to initialize table|fetch rule set generation id: (?!Permission)|dm_mod kernel module loaded|device-mapper driver missing|kernel does not support seccomp|RULE_(?:APPEND|INSERT) failed \(No such file|nftables rules for port mappings: .*Could not process rule: (?:No such file|Operation not supported)|CONFIG_\w+ kernel parameter is required|NOT OK: minimal supported kernel version/,
)
