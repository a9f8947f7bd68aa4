import { units } from '#src/model/facts/node.ts'
import { facts, fixture, log, testPattern } from '#test/support/pattern.ts'
import pattern from './pattern.ts'

const read = (name: string) => fixture(import.meta.url, name)

testPattern(pattern, {
  finds: [
    {
      name: 'a shim that containerd does not find',
      confidence: 'suspected',
      evidence: [
        log(
          'failed to resolve runtime path: runtime "io.containerd.kata.v2" binary not installed "containerd-shim-kata-v2": file does not exist',
        ),
      ],
    },
    ...[
      'parse \\"postgres://k3s@tcp(10.9.0.4:5432)\\": invalid port \\":5432)\\" after host',
      'invalid DSN: missing the slash separating the database name',
      'cannot parse `postgres://k3s:xxxxx@db:54x`: failed to parse as URL (parse \\"x\\": invalid port)',
    ].map((why) => ({
      name: `an endpoint of the datastore that is none: ${why.slice(0, 30)}`,
      evidence: [
        log(`level=fatal msg="preparing server: creating storage endpoint: building kine: ${why}"`),
      ],
      confidence: 'confirmed' as const,
    })),
    {
      name: 'a kubelet that was given a signal which its version does not know',
      evidence: [
        log('server.go:309] Failed running kubelet: unsupported eviction signal pid.free'),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a kubelet of RKE2 that ends, beside what it was given',
      evidence: [
        log('kubelet-arg:\n- max-pods=lots\nlevel=error msg="Kubelet exited: exit status 1"'),
      ],
      confidence: 'suspected',
    },
    ...[
      '"command failed" err="loading audit policy file: failed to read file path \\"/etc/rancher/audit.yaml\\": open /etc/rancher/audit.yaml: no such file or directory"',
      'kube-apiserver: Error: failed to initialize admission: failed to read plugin config: unable to read admission control configuration from "/etc/psa.yaml" [open /etc/psa.yaml: no such file or directory]',
      'Error: error while parsing file: error reading encryption provider configuration file "/etc/enc.yaml": open /etc/enc.yaml: no such file or directory',
      '"Failed to start ContainerManager" err="[invalid kernel flag: kernel/panic, expected value: 10, actual value: 0]"',
      'rke2[88]: level=fatal msg="[invalid kernel parameter value vm.panic_on_oom=1 - expected 0, missing required: user: unknown user etcd]"',
      'kubelet[12]: nodes "pi-new" is forbidden: node "pi-old" is not allowed to modify node "pi-new"',
      'User "system:node:pi-old" cannot get resource "leases" in API group "coordination.k8s.io" in the namespace "kube-node-lease": can only access node lease with the same name as the requesting node',
      'containerd: failed to load TOML from /var/lib/rancher/k3s/agent/etc/containerd/config.toml: toml: table plugins already exists',
      '{"level":"warn","msg":"rejected connection","remote-addr":"10.9.0.3:50212","error":"tls: \\"10.9.0.3\\" does not match any of DNSNames [\\"localhost\\" \\"pi03\\"]"}',
      'W0301 x509.go:172] x509: subject with cn=aggregator is not in the allowed list: [system:auth-proxy]',
      '[ERROR Swap]: running with swap on is not supported. Please disable swap',
      'level=fatal msg="Error: failed to evacuate root cgroup: mkdir /sys/fs/cgroup/init: read-only file system"',
      'level=error msg="secrets-encrypt error ID 40112: hash does not match between pi01 and pi02"',
      'Server Encryption Hashes: hash does not match between pi01 and pi02',
      'level=fatal msg="/var/lib/rancher/k3s/server/cred/encryption-state.json newer than datastore and could cause cluster outage."',
      'kubelet[700]: Error: failed to run Kubelet: unable to determine runtime API version: rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing dial unix: missing address"',
    ].map((text) => ({
      name: `what K3s was told or given: ${text.slice(0, 60)}`,
      evidence: [log(text)],
      confidence: 'suspected' as const,
    })),
    {
      name: 'a containerd that ends over a template of its own',
      evidence: [
        log(
          'level=info msg="Using containerd config template at /var/lib/rancher/k3s/agent/etc/containerd/config.toml.tmpl"\nlevel=error msg="Shutdown request received: containerd exited: exit status 1"',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'an address that flag and file both name',
      evidence: [
        log(
          'Error: failed to run Kubelet: bad --node-ip "10.0.3.2,10.0.3.2"; must contain either a single IP or a dual-stack pair of IPs',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a flag that the API server of today lacks, in the log of its static pod',
      evidence: [log('Error: unknown flag: --cloud-provider', { origin: 'pods' })],
      confidence: 'suspected',
    },
    {
      name: 'a server that is called by a name which its certificate does not bear',
      confidence: 'suspected',
      evidence: [
        log(
          'Unable to connect to the server: x509: certificate is valid for 10.43.0.1, 127.0.0.1, 192.0.2.7, not 198.51.100.4',
        ),
      ],
    },
    {
      name: 'a unit that says nothing to run',
      confidence: 'confirmed',
      evidence: [
        log(
          'systemd[1]: k3s.service: Service has no ExecStart=, ExecStop=, or SuccessAction=. Refusing.',
        ),
      ],
    },
    {
      name: 'an etcd-arg that asks for TLS without certificates',
      evidence: [
        log(
          '"msg":"creating peer listener failed","error":"cannot listen on TLS for 10.0.0.7:2380: KeyFile and CertFile are not presented"',
        ),
      ],
      confidence: 'confirmed',
    },
    ...[
      'Error 1071: Specified key was too long; max key length is 767 bytes',
      "Error 1045 (28000): Access denied for user 'k3s'@'10.0.0.5' (using password: YES)",
      'pq: password authentication failed for user \\"k3s\\"',
      'pq: database \\"k3s\\" does not exist',
    ].map((why) => ({
      name: `a database that refuses what K3s wants of it: ${why.slice(0, 24)}`,
      evidence: [
        log(`level=fatal msg="preparing server: creating storage endpoint: building kine: ${why}"`),
      ],
      confidence: 'suspected' as const,
    })),
    ...[
      'unable to transform key "/registry/secrets/barn/db": identity transformer tried to read encrypted data',
      'cacher (secrets): unexpected ListAndWatch error: failed to list core.Secret: unable to transform key "/registry/secrets/barn/db": no matching key was found for the provided Secretbox transformer',
    ].map((text) => ({
      name: `Secrets under another key: ${text.slice(-30)}`,
      evidence: [log(text)],
      confidence: 'suspected' as const,
    })),
    {
      name: 'flannel, which waits for a cloud controller that was switched off',
      evidence: [
        log(
          'ExecStart=/usr/local/bin/k3s server --disable-cloud-controller\nloadFlannelSubnetEnv failed: open /run/flannel/subnet.env: no such file or directory',
        ),
      ],
      confidence: 'suspected',
    },
    ...[
      'level=fatal msg="starting kubernetes: preparing server: creating storage endpoint: building kine: storage backend is not defined"',
      'level=fatal msg="Error: preparing server: failed to start kine: failed to create driver for configured endpoint: unknown driver"',
    ].map((text) => ({
      name: `a datastore of a kind that kine does not know: ${text.slice(-24)}`,
      evidence: [log(text)],
      confidence: 'confirmed' as const,
    })),
    ...[
      `level=fatal msg="Error: failed to get node name and addresses: invalid node-ip: invalid ip format 'dhcp'"`,
      `FATA[0000] invalid node-ip: invalid ip format '10.0.0.x'`,
    ].map((text) => ({
      name: `an address that is none: ${text.slice(-24)}`,
      evidence: [log(text)],
      confidence: 'suspected' as const,
    })),
    ...[
      'error: error loading config file "/etc/rancher/k3s/k3s.yaml": open /etc/rancher/k3s/k3s.yaml: permission denied',
      'WARN[0000] Unable to read /etc/rancher/k3s/k3s.yaml, please start server with --write-kubeconfig-mode to modify kube config permissions',
    ].map((text) => ({
      name: `a kubeconfig for root alone: ${text.slice(0, 24)}`,
      evidence: [log(text)],
      confidence: 'suspected' as const,
    })),
    {
      name: 'an API server that is asked by way of a web proxy',
      evidence: [
        log(
          'Post https://10.0.0.2:8443/api/v1/nodes: proxyconnect tcp: dial tcp 127.0.0.1:3128: connection refused',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a file of name servers that is not there',
      evidence: [
        log(
          'Warning  FailedCreatePodSandBox  88s (x575 over 126m)  kubelet, den-1  Failed create pod sandbox: open /run/systemd/resolve/resolv.conf: no such file or directory',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'the same in the words of an event',
      evidence: [
        log(
          'Warning  CheckLimitsForResolvConf  26m (x6 over 104m)  kubelet, den-1  open /run/systemd/resolve/resolv.conf: no such file or directory',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a runtime that expects the groups of systemd, and a kubelet that makes its own',
      evidence: [
        log(
          'E1024 11:07:02.248 397 remote_runtime.go:116] "RunPodSandbox from runtime service failed" err="failed to create containerd task: OCI runtime create failed: expected cgroupsPath to be of format \\"slice:prefix:name\\" for systemd cgroups, got \\"/kubepods/burstable/pod1/2\\" instead"',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a kubelet without the address of its runtime, wrapped',
      evidence: [
        log(
          'kubelet: E0713 06:55:55.8 17 run.go:74] "command failed" err="failed to validate kubelet flags:\nthe container runtime endpoint address was not specified or empty, use --container-runtime-endpoint to set"',
        ),
      ],
      confidence: 'suspected',
    },
    ...[
      'start cpu manager error: could not restore state from checkpoint: configured policy \\"none\\" differs from state checkpoint policy \\"static\\", please drain this node',
      'could not restore state from checkpoint: x, please drain this node and delete the memory manager checkpoint file \\"/var/lib/kubelet/memory_manager_state\\" before restarting Kubelet',
    ].map((text) => ({
      name: `a policy that was changed: ${text.slice(0, 30)}`,
      evidence: [log(`"Failed to start ContainerManager" err="${text}"`)],
      confidence: 'suspected' as const,
    })),
    {
      name: 'ranges that were changed after the cluster was built',
      evidence: [
        log(
          'error starting controllers: failed to mark cidr[10.42.0.0/24] at idx [0] as occupied for node: pi01: cidr 10.42.0.0/24 is out the range of cluster cidr 10.52.0.0/16',
        ),
      ],
      confidence: 'confirmed',
    },
    {
      name: 'a misspelt option that is skipped',
      evidence: [
        log(
          'k3s[81]: time="2026-02-03T10:00:00Z" level=warning msg="Unknown flag --kubelt-arg found in config.yaml, skipping\\n"',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: "a file that is no YAML, in K3s's own log",
      evidence: [
        log('yaml: line 7: mapping values are not allowed in this context', { origin: 'k3s' }),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a misspelt key',
      evidence: [log(read('agent-unknown-key.txt'), { node: 'moor' })],
      confidence: 'confirmed',
      subject: 'node/moor',
    },
    {
      name: 'servers that differ',
      evidence: [log(read('server-v1.33.txt'))],
      confidence: 'confirmed',
    },
    {
      name: 'an agent without a server',
      evidence: [log('level=fatal msg="--server is required"')],
      confidence: 'confirmed',
    },
    {
      name: 'a file that is no YAML',
      evidence: [log('level=fatal msg="yaml: line 9: could not find expected \':\'"')],
      confidence: 'confirmed',
    },
    {
      name: 'a program that is not there',
      evidence: [log('k3s.service: Main process exited, code=exited, status=203/EXEC')],
      confidence: 'confirmed',
    },
    {
      name: 'a flag that a version took away',
      evidence: [log('level=fatal msg="no-deploy flag is deprecated. Use --disable instead."')],
      confidence: 'confirmed',
    },
    {
      name: 'a reset that was left in the file',
      evidence: [
        log(
          'level=fatal msg="starting kubernetes: preparing server: start managed database: cluster-reset was successfully performed, please remove the cluster-reset flag and start k3s normally"',
        ),
      ],
      confidence: 'confirmed',
    },
    {
      name: 'a value that K3s refuses under a name not in the list',
      evidence: [log('level=fatal msg="invalid egress-selector-mode pods"')],
      confidence: 'suspected',
    },
    {
      name: 'address ranges of two families',
      evidence: [
        log(
          'level=fatal msg="cluster-cidr: [10.42.0.0/16] and service-cidr: [fd00:43::/112], must share the same IP version (IPv4, IPv6 or dual-stack)"',
        ),
      ],
      confidence: 'confirmed',
    },
    {
      name: 'labels that a kubelet may not give itself',
      evidence: [
        log(
          `level=fatal msg="kubelet exited: unknown 'kubernetes.io' or 'k8s.io' labels specified with --node-labels: [node-role.kubernetes.io/worker]"`,
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a program that systemd does not find',
      evidence: [
        log(
          "(k3s)[991]: k3s.service: Unable to locate executable '/usr/local/bin/k3s': No such file or directory",
        ),
      ],
      confidence: 'confirmed',
    },
    {
      name: 'a kubelet and a Docker that group processes in different ways',
      evidence: [
        log(
          'E0301 09:12:44.101 814 server.go:302] "Failed to run kubelet" err="failed to run Kubelet: misconfiguration: kubelet cgroup driver: \\"cgroupfs\\" is different from docker cgroup driver: \\"systemd\\""',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a kubelet argument that is gone',
      evidence: [log('E0101 k3s[7]: "Kubelet exited" err="unknown flag: --pod-infra"')],
      confidence: 'suspected',
    },
    {
      name: 'a unit file that systemd refuses',
      evidence: [
        facts(
          units,
          [{ name: 'k3s.service', activeState: 'inactive', loadState: 'bad-setting' }],
          'moor',
        ),
      ],
    },
    {
      name: 'an agent without a token',
      confidence: 'confirmed',
      evidence: [
        log(
          'k3s-agent[611]: level=error msg="Failed to validate connection to cluster at https://den-1:6443: token must not be empty"',
        ),
      ],
    },
    {
      name: 'a restore from a file that is not there',
      confidence: 'confirmed',
      evidence: [
        log(
          'level=fatal msg="starting kubernetes: preparing server: start managed database: etcd: snapshot path does not exist: /backup/last"',
        ),
      ],
    },
    {
      name: 'a datastore that is no address',
      confidence: 'confirmed',
      evidence: [
        log(
          'level=fatal msg="creating storage endpoint: building kine: invalid datastore endpoint; endpoint should be a DSN URI in the format <scheme>://<authority>"',
        ),
      ],
    },
    {
      name: 'a mirror of images without the containerd that has it',
      confidence: 'confirmed',
      evidence: [
        log('level=fatal msg="Error: embedded registry mirror requires embedded containerd"'),
      ],
    },
    {
      name: 'a node that gets no range of pods',
      confidence: 'suspected',
      evidence: [
        log(
          'Normal  CIDRNotAvailable  4m  cidrAllocator  Node den-4 status is now: CIDRNotAvailable',
        ),
      ],
    },
    {
      name: 'more memory kept back than there is',
      confidence: 'suspected',
      evidence: [
        log(
          'k3s[611]: "Failed to start ContainerManager" err="invalid Node Allocatable configuration. Resource \\"memory\\" has a reservation of 9Gi but capacity of 8061752Ki. Expected capacity >= reservation."',
        ),
      ],
    },
    {
      name: 'a name that no node may bear',
      confidence: 'suspected',
      evidence: [
        log(
          'kubelet_node_status.go:107] "Unable to register node with API server" err="Node \\"Den_1\\" is invalid: metadata.name: Invalid value: \\"Den_1\\": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters"',
        ),
      ],
    },
    {
      name: 'a runtime that containerd was not told of',
      confidence: 'suspected',
      evidence: [
        log(
          'FailedCreatePodSandBox rpc error: code = Unknown desc = failed to get sandbox runtime: no runtime for "nvidia" is configured',
          { origin: 'events' },
        ),
      ],
    },
  ],
  staysQuiet: [
    {
      name: 'a flag of another program, and a cloud controller that is switched off for another one',
      evidence: [log('flag provided but not defined: -mountEndpoint\n--disable-cloud-controller')],
    },
    {
      name: 'a program that K3s calls and that fails',
      rival: 'kernel-feature-missing',
      evidence: [
        log(
          'Mar 01 11:41:43 fell k3s[2242]: E0301 11:41:43.060036    2242 proxier.go:1525] "Failed to execute iptables-restore" err=<',
        ),
      ],
    },
    {
      name: 'an endpoint that is read, and a database that is away',
      evidence: [log('msg="kine: connected to parse://db, invalid ports are none of its matters"')],
    },
    {
      name: 'a program in a pod that was built for another processor',
      rival: 'image-unusable',
      evidence: [log('shop-7d9: Illegal instruction (core dumped)', { origin: 'pods' })],
    },
    {
      name: 'kube-proxy whose rules the kernel refuses',
      evidence: [
        log(`k3s[2242]: E0515 06:41:43.060036 2242 proxier.go:1525] "Failed to execute iptables-restore" err=<
k3s[2242]: exit status 2: iptables-restore v1.8.7 (legacy): Couldn't load target \`REJECT':No such file or directory`),
      ],
    },
    {
      name: 'servers that hold the same keys',
      evidence: [log('Server Encryption Hashes: All hashes match')],
    },
    {
      name: 'a database of an application that takes in nobody more',
      rival: 'app-fault',
      evidence: [log('shop FATAL: sorry, too many clients already', { origin: 'pods' })],
    },
    {
      name: 'a kubelet and a webhook that are called by another name',
      rival: 'host-address-or-route-conflict',
      evidence: [
        log(
          'Get "https://192.0.2.9:10250/metrics": x509: certificate is valid for 127.0.0.1, 192.0.2.8, not 192.0.2.9\nfailed calling webhook "x.example.org": certificate is valid for kubernetes, 127.0.0.1, not x.default.svc',
        ),
      ],
    },
    {
      name: 'an image that is asked for by way of a web proxy',
      rival: 'image-unusable',
      evidence: [
        log(
          'Head "https://registry-1.docker.io/v2/rancher/pause": proxyconnect tcp: dial tcp 127.0.0.1:3128: connection refused',
        ),
      ],
    },
    {
      name: 'a program in a pod without a file of name servers',
      evidence: [log('open /etc/resolv.conf: no such file or directory', { origin: 'pods' })],
    },
    {
      name: 'the flags of a command that another program ran in vain',
      evidence: [
        log(
          'time="2026-03-01T11:46:54Z" level=fatal msg="Failed to start up frontend: Failed to execute: nsenter [--mount=/host/proc/1/ns/mnt iscsiadm -m node -T iqn.2014-07.com.rancher:vol1 --login], error exit status 6"',
        ),
      ],
    },
    {
      name: 'a program in a pod that does not know its flag',
      rival: 'app-fault',
      evidence: [
        log(
          'flag provided but not defined: -listen-on\nUsage of /shop:\nlevel=fatal msg="invalid flag use"\nError: unknown flag: --workers',
          { origin: 'pods' },
        ),
      ],
    },
    {
      name: "a server's option in the file of an agent",
      evidence: [
        log(
          'k3s-agent[81]: time="2026-02-03T10:00:00Z" level=warning msg="Unknown flag --tls-san found in config.yaml, skipping\\n"',
        ),
      ],
    },
    {
      name: 'a tool that reads the same file',
      evidence: [log('WARN[0000] Unknown flag --datastor-endpoint found in config.yaml, skipping')],
    },
    {
      name: "a manifest in K3s's own log",
      rival: 'app-fault',
      evidence: [
        log(
          'level=error msg="Failed to process config: failed to process /var/lib/rancher/k3s/server/manifests/shop.yaml: yaml: line 7: mapping values are not allowed in this context"',
          { origin: 'k3s' },
        ),
      ],
    },
    {
      name: "Longhorn's own fatal word that names a flag",
      rival: 'longhorn-csi-driver-not-registered',
      evidence: [
        log(
          'level=fatal msg="Error deploying driver: failed to start CSI driver: Need to specify \\"--kubelet-root-dir\\" in your Longhorn deployment yaml."',
        ),
      ],
    },
    {
      name: 'a fatal word that names no flag',
      rival: 'apiserver-overload-tls-timeouts',
      evidence: [log('level=fatal msg="leaderelection lost for k3s"', { origin: 'k3s' })],
    },
    {
      name: 'the memory cgroup',
      rival: 'memory-cgroup-disabled',
      evidence: [log('level=fatal msg="failed to find memory cgroup (v2)"')],
    },
    {
      name: 'a rejected token',
      rival: 'join-credentials-mismatch',
      evidence: [log('token CA hash does not match the Cluster CA certificate hash: a != b')],
    },
    {
      name: 'a port that is taken',
      rival: 'host-port-conflict',
      evidence: [log('level=fatal msg="listen tcp :6443: bind: address already in use"')],
    },
    {
      name: 'a kubectl that was mistyped',
      evidence: [log('kubectl get nodes --wid\nerror: kubectl: unknown flag: --wid')],
    },
    {
      name: 'the YAML of a manifest',
      rival: 'app-fault',
      evidence: [
        log(
          'error: error parsing app.yaml: error converting YAML to JSON: yaml: line 4: did not find expected key',
        ),
      ],
    },
    {
      name: 'a token that the server does not accept',
      rival: 'join-credentials-mismatch',
      evidence: [
        log(
          'level=error msg="Failed to validate connection to cluster at https://den-1:6443: token CA hash does not match the Cluster CA certificate hash: 1a != 2b"',
        ),
      ],
    },
    {
      name: "a program's own token",
      evidence: [log('panic: token must not be empty', { origin: 'pods' })],
    },
    {
      name: 'an object of somebody else with a bad name',
      evidence: [log('The ConfigMap "Shop_1" is invalid: metadata.name: Invalid value: "Shop_1"')],
    },
  ],
  cannotTell: [
    ...[
      'k3s-agent.service: Main process exited, code=dumped, status=4/ILL',
      'Process: 1356 ExecStart=/usr/local/bin/k3s agent (code=dumped, signal=ILL)',
      'level=error msg="Kubelet exited: exit status 1"',
    ].map((text) => ({ name: `open: ${text.slice(0, 50)}`, evidence: [log(text)] })),
    ...[
      'rpc error: code = Unimplemented desc = unknown service runtime.v1.RuntimeService',
      'level=fatal msg="no default routes found in \\"/proc/net/route\\" or \\"/proc/net/ipv6_route\\""',
    ].map((text) => ({ name: `open: ${text.slice(0, 50)}`, evidence: [log(text)] })),
    ...[
      'level=error msg="error while range on /registry/leases : pq: sorry, too many clients already"',
      'kine: error in txn: FATAL: remaining connection slots are reserved (SQLSTATE 53300)',
      'level=fatal msg="starting kubernetes: preparing server: creating storage endpoint: building kine: Error 1040: Too many connections"',
    ].map((text) => ({
      name: `an external datastore that takes in nobody more: ${text.slice(-40)}`,
      evidence: [log(text)],
    })),
    ...[
      String.raw`Nov 02 08:11:40 pi4 k3s[1204]: time="2025-11-02T08:11:40Z" level=fatal msg="exec: \"k3s-server\": executable file not found in $PATH"`,
      'FATA[0000] exec: "k3s-agent": permission denied',
      'FATA[0000] extracting data: open /var/lib/rancher/k3s/data/.lock: permission denied',
    ].map((text) => ({
      name: `programs of K3s that are not there or may not be run: ${text.slice(-40)}`,
      evidence: [log(text)],
    })),
    {
      name: 'kubectl without a kubeconfig',
      evidence: [
        log(
          'The connection to the server localhost:8080 was refused - did you specify the right host or port?',
        ),
      ],
    },
    {
      name: 'a containerd that ended, and K3s with it',
      evidence: [
        log('level=error msg="Shutdown request received: containerd exited: exit status 1"'),
      ],
    },
    {
      name: 'an external database that is not there',
      evidence: [
        log(
          'level=fatal msg="starting kubernetes: preparing server: creating storage endpoint: building kine: dial tcp 10.7.0.5:3306: connect: connection refused"',
        ),
      ],
    },
    {
      name: 'nodes that wait for their cloud',
      evidence: [
        log(
          "0/2 nodes are available: 2 node(s) had untolerated taint {node.cloudprovider.kubernetes.io/uninitialized: true}, that the pod didn't tolerate.",
        ),
      ],
    },
    { name: "somebody's unknown flag", evidence: [log('Error: unknown flag: --foo')] },
  ],
})
