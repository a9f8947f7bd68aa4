import { lines, pastedLines } from '#src/model/line.ts'

/** iptables libiptc: a chain that something flushed, or a match or target that the kernel has not. */
export const noSuchChain = lines('No chain/target/match by that name')

/** A rule between chains and targets that are always there: what is missing is then the match. */
export const builtInChain = pastedLines(
  ['iptables -', 'ip6tables -'],
  /ip6?tables .*-[AIC] (?:PREROUTING|INPUT|FORWARD|OUTPUT|POSTROUTING)\b(?=.* -j (?:ACCEPT|DROP|REJECT|RETURN|MASQUERADE|[DS]NAT|REDIRECT|LOG|MARK|CONNMARK|TPROXY|TCPMSS|NFQUEUE|CT)\b).*(?: -m (?!tcp\b|udp\b|icmp\b)\w+| -j (?:MARK|CONNMARK|TPROXY|TCPMSS|NFQUEUE|CT)\b)/,
)

/** kube-proxy sets this before all else, and ends where the module that has it is not loaded. */
export const conntrack = lines(
  'nf_conntrack_max: no such file',
  /open \/proc\/sys\/net\/netfilter\/nf_conntrack_max: no such file or directory/,
)
