import { type AdviceCase, adviceFrom } from '../../words/advice.ts'

/** What helps in each case: CoreDNS asks itself, nobody above answers it, or it is not reached. */
const cases: readonly AdviceCase[] = [
  [
    /plugin\/loop|\b[Ll]oop(?:s|ed|ing)?\b|resolv\.conf.*127\.0\.0\.\d/,
    'Loop: let the kubelet use a file with real name servers: `resolv-conf: /run/systemd/resolve/resolv.conf` in /etc/rancher/k3s/config.yaml (or K3S_RESOLV_CONF in its environment), then restart K3s and the CoreDNS pod.',
  ],
  [
    /no upstream resolvers/,
    'Tailscale has nobody to ask: name global name servers in the DNS settings of the tailnet, or keep it off the names of the nodes with `tailscale set --accept-dns=false`.',
  ],
  [
    /plugin\/(?:errors|forward)|unreachable backend|upstream|no nameservers/,
    'No upstream: make the name servers of the node where CoreDNS runs reachable from pods, or name others in its Corefile (`forward . ADDRESS`).',
  ],
  [
    /plugin\/(?:ready|kubernetes)|Corefile|unknown directive/i,
    'CoreDNS says itself what it lacks: the API (`nc -zv 10.43.0.1 443` from a pod), or a Corefile that it can read (the ConfigMap coredns-custom of kube-system adds to it).',
  ],
  [
    /coredns-\S+\s+\d+\/|is not ready/,
    'See what keeps its pod from being ready: `kubectl -n kube-system describe pod -l k8s-app=kube-dns`.',
  ],
  [
    /lookup |resol|EAI_AGAIN|SERVFAIL|no servers could be reached|bad address|#53|DNS servers|server misbehaving|Try again|NXDOMAIN|\bDNS\b|nslookup/i,
    'Ask from a pod on each node: `nslookup kubernetes.default.svc.cluster.local 10.43.0.10`. Where only the nodes without CoreDNS get no answer it is the network between the nodes, and CoreDNS needs nothing.',
  ],
]

export const { all: allAdvice, against: adviceFor } = adviceFrom(cases)
