import { type AdviceCase, adviceFrom } from '../../words/advice.ts'

/** What helps in each case; a finding gets the parts that its lines ask for, the page all of them. */
const cases: readonly AdviceCase[] = [
  [
    /cluster-cidr|service-cidr|cluster cidr/i,
    'The ranges of pods and services cannot be changed afterwards: give back the old cluster-cidr and service-cidr, or build a new cluster.',
  ],
  [
    /CIDRNotAvailable/,
    '`CIDRNotAvailable`: `kubectl get nodes -o custom-columns=NAME:.metadata.name,RANGE:.spec.podCIDR` shows who holds the ranges; delete Nodes that are gone for good.',
  ],
  [
    /binary not installed/,
    'A shim of containerd that is not there: `runtime_type` in its configuration (K3s: agent/etc/containerd/config.toml and a template of your own beside it) names a runtime that this version does not ship (`io.containerd.runc.v1` is gone, `runc.v2` stays), or that has to be installed on the node first. Correct the name, or install the shim where containerd finds programs, and restart K3s.',
  ],
  [
    /resolv\.conf/,
    'No resolv.conf: start systemd-resolved, or name a file that is there with `resolv-conf:` in config.yaml.',
  ],
  [
    /mismatch|omitted|left out/i,
    'Flags like cluster-cidr, disable and flannel-backend must be equal on all servers.',
  ],
  [
    /k3s\.yaml|rke2\.yaml/,
    'A kubeconfig that only root may read: `write-kubeconfig-mode: "0640"` with a `write-kubeconfig-group`, or a copy in ~/.kube/config.',
  ],
  [
    /proxyconnect/,
    '`proxyconnect`: set NO_PROXY in the service.env file to the nodes, 10.42.0.0/16 and 10.43.0.0/16.',
  ],
  [
    /differs from state|manager checkpoint/,
    'A kubelet whose CPU or memory policy was changed: drain the node, remove /var/lib/kubelet/cpu_manager_state or memory_manager_state, and restart.',
  ],
  [/evacuate root cgroup/, 'K3s in a container: it needs `--privileged`.'],
  [
    /hash does not match/,
    '`hash does not match between`: restart K3s on all servers one after the other, each with the same flags for the encryption of Secrets, then ask `k3s secrets-encrypt status` again.',
  ],
  [
    /newer than datastore/,
    'A file under server/cred that is newer than the datastore: copy it away before you follow the line.',
  ],
  [
    /transform(?:er)? |matching key/,
    'Secrets that cannot be read: give back the key under which they were written, server/cred/encryption-config.json of the backup or of another server, and `secrets-encryption: true` in config.yaml; on kubeadm the flag `--encryption-provider-config`. Until then delete no Secret and restore nothing.',
  ],
  [
    /denied|authentication failed|Unknown database|does not exist|pg_hba|SSL is not|too long/,
    'A database that answers and refuses: try user, password and name of the endpoint with its own client from this node. It has to exist, and the user to own it; PostgreSQL 15 wants `GRANT ALL ON SCHEMA public`, a MySQL before 5.7.7 `innodb_large_prefix`.',
  ],
  [
    /building kine|creating storage endpoint/,
    "The datastore-endpoint: PostgreSQL is `postgres://USER:PASSWORD@HOST:5432/DATABASE`, MySQL alone is `mysql://USER:PASSWORD@tcp(HOST:3306)/DATABASE`, etcd is a list of `https://HOST:2379`. Put the value in single quotes, and write `%40` for an @ in the password of PostgreSQL's.",
  ],
  [
    /ubelet exited: exit status/,
    'A kubelet of RKE2: `tail -n 20 /var/lib/rancher/rke2/agent/logs/kubelet.log` says what it did not take.',
  ],
  [
    /eviction/,
    '`eviction-hard` names signals such as `memory.available` and `nodefs.available`; one that this version does not know has to go.',
  ],
  [
    /containerd config template/,
    'A containerd that ends with a template of its own: move /var/lib/rancher/k3s/agent/etc/containerd/config.toml.tmpl away and restart.',
  ],
  [
    /dual-stack pair/,
    'An address that stands twice: name node-ip in the unit or in config.yaml, not in both, since K3s puts the two together.',
  ],
  [
    /kernel flag|kernel parameter|unknown user etcd/,
    'Settings of the kernel that a hardened node needs: write those of the hardening guide to /etc/sysctl.d/90-kubelet.conf and run `sysctl --system`; RKE2 with a profile also needs a system user `etcd`.',
  ],
  [
    /requesting node|own Node object|allowed to modify node/,
    'A node that bears another name than its certificate: give the old name back (`hostnamectl set-hostname`, or `node-name:` in config.yaml). To keep the new one, delete the old Node and join it again.',
  ],
  [
    /DNSNames/,
    'A server that reaches the others from an address which its certificate lacks: name that address with `node-ip` (or `tls-san`) there and restart; a VPN beside the local network needs one of the two on all servers.',
  ],
  [
    /allowed list/,
    'The name in the proxy certificate has to stand in `requestheader-allowed-names`; where the flags of K3s were changed, give its own back.',
  ],
  [
    /disable-cloud-controller/,
    'K3s without its cloud controller: take `disable-cloud-controller` away and restart, or run another controller; until one takes the taint `node.cloudprovider.kubernetes.io/uninitialized` away, flannel does not begin.',
  ],
  [
    /oidc authenticator|jwt\[0\]/,
    'A login service (OIDC) that is not where the flag says: `curl ISSUER/.well-known/openid-configuration` on the server has to answer, with the same `issuer` as `oidc-issuer-url`, which begins with https.',
  ],
  [
    /TOML|containerd config version/,
    'A file that containerd cannot read: a table that stands twice, or a template for another version of it. Compare config.toml.tmpl with `{{ template "base" . }}`, or move it away.',
  ],
  [
    /both (?:services|units|k3s)|k3s(?:\.service)? and (?:the )?k3s-agent/i,
    'A node with both units: `systemctl disable --now k3s` on an agent, `systemctl disable --now k3s-agent` on a server.',
  ],
]

const always =
  'Correct what the line names, `systemctl daemon-reload` if the unit was changed, and restart. Running the installer again without its flags drops those it was run with: keep them in config.yaml.'

/** The page's list of all cases, and what helps against the lines of one finding. */
export const { all: allAdvice, against: adviceFor } = adviceFrom(cases, always)
