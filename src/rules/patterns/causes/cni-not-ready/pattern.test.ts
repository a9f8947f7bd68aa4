import { nodes, pods } from '#src/model/facts/kubernetes.ts'
import { facts, fixture, log, testPattern } from '#test/support/pattern.ts'
import pattern from './pattern.ts'

const read = (name: string) => fixture(import.meta.url, name)
const node = (lastTransitionAt: string) => ({
  name: 'pi02',
  conditions: [
    {
      type: 'Ready',
      status: 'False' as const,
      message: 'container runtime network not ready: cni plugin not initialized',
      lastTransitionAt,
    },
  ],
  unschedulable: false,
  taints: [],
  roles: [],
  addresses: [],
})

const sandboxFails = (times: string) =>
  log(
    `${times}  Warning  FailedCreatePodSandBox  pod/web-0  plugin type="flannel" failed (add): open /run/flannel/subnet.env: no such file or directory`,
    { origin: 'events' },
  )
const cameUp = log('3h  Warning  Rebooted  node/fen  Node fen has been rebooted, boot id: 1f6f', {
  origin: 'events',
})
const bare = facts(
  nodes,
  [
    {
      name: 'fen',
      conditions: [{ type: 'Ready', status: 'False' as const, reason: 'NotReady' }],
      unschedulable: false,
      taints: [],
      roles: [],
      addresses: [],
    },
  ],
  'fen',
)
const pod = (name: string, phase: string) => ({
  namespace: 'kube-system',
  name,
  phase,
  containers: [],
})
const dnsRow = (age: string) =>
  log(`kube-system   coredns-6d4b75cb6d-8xk2q   0/1   Pending   0   ${age}`)

const dnsUnplaced = (age: string) =>
  log(`coredns-5d78c9869d-aaaaa 0/1 Pending 0 ${age}
pod/coredns-5d78c9869d-aaaaa 0/1 nodes are available: 1 node(s) had untolerated taint {node.kubernetes.io/not-ready: }.`)

testPattern(pattern, {
  finds: [
    {
      name: 'CoreDNS that has waited for hours for a node that is ready',
      confidence: 'suspected',
      evidence: [dnsUnplaced('3h')],
    },
    {
      name: 'a plugin that was given no range',
      confidence: 'suspected',
      evidence: [
        log('plugin type="bridge" name="lab" failed (add): no IP ranges specified', {
          origin: 'events',
        }),
      ],
    },
    {
      name: 'a file that is missing for hours after a boot',
      evidence: [cameUp, sandboxFails('(x81 over 3h)')],
      confidence: 'suspected',
    },
    {
      name: 'a node of kubeadm without any plugin, whose name server waits for hours',
      evidence: [
        bare,
        facts(pods, [
          pod('kube-proxy-2kq7x', 'Running'),
          pod('coredns-6d4b75cb6d-8xk2q', 'Pending'),
        ]),
        dnsRow('5h12m'),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a note of the file',
      evidence: [log('/run/flannel/subnet.env is missing on den')],
      confidence: 'suspected',
    },
    {
      name: 'a note of the device',
      evidence: [log('den has no flannel.1 interface')],
      confidence: 'suspected',
    },
    {
      name: 'a note of the folder',
      evidence: [log('/etc/cni/net.d is empty on den')],
      confidence: 'suspected',
    },
    {
      name: 'a plugin whose own pod ends again and again',
      evidence: [
        log(
          'kube-system   weave-net-7k2lp            1/2     CrashLoopBackOff    61 (80s ago)   5h\nkube-system   coredns-7db6d8ff4d-46l9v   0/1     ContainerCreating   0              5h',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'flannel, which may not write its table of nftables',
      evidence: [log("Error: nftables: couldn't initialise table flannel-ipv4: context canceled")],
      confidence: 'suspected',
    },
    {
      name: "flannel's device, which is gone",
      evidence: [log('Device "flannel.1" does not exist.')],
      confidence: 'suspected',
    },
    {
      name: 'a node whose network is not there, as it is described',
      evidence: [
        log(
          '  NetworkUnavailable   True    Sun, 01 Mar 2026 10:00:00 +0000   Sun, 01 Mar 2026 09:58:00 +0000   NoRouteCreated   RouteController failed to create a route',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a plugin whose own program does not answer at its socket',
      evidence: [
        log(
          'Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox "5c1": plugin type="antrea" failed (add): rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing dial unix /var/run/antrea/cni.sock: connect: connection refused"',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'the same of a program that has a port',
      evidence: [
        log(
          'failed to set up pod "web-0_shop" network: NetworkPlugin cni failed to set up pod: unable to allocate IP address: Post "http://127.0.0.1:6784/ip/77": dial tcp 127.0.0.1:6784: connect: connection refused',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a switch of Open vSwitch that is not there',
      evidence: [
        log(
          'ovs-vsctl: unix:/var/run/openvswitch/db.sock: database connection failed (No such file or directory)',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'CRI-O without a configuration',
      evidence: [
        log('no CNI configuration file in /etc/cni/net.d/. Has your network provider started?'),
      ],
      confidence: 'suspected',
    },
    {
      name: 'Multus without a way to the API',
      evidence: [
        log(
          'plugin type="multus" failed (add): Multus: error getting k8s client: GetK8sClient: failed to get context for the kubeconfig /etc/cni/net.d/multus.d/multus.kubeconfig: stat /etc/cni/net.d/multus.d/multus.kubeconfig: no such file or directory',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'nodes that wait for their network',
      confidence: 'suspected',
      evidence: [
        log(
          'FailedScheduling 0/2 nodes are available: 2 node(s) had untolerated taint {node.kubernetes.io/network-unavailable: }.',
          { origin: 'events' },
        ),
      ],
    },
    {
      name: 'a plugin whose token is no longer taken',
      evidence: [
        log(
          'plugin type="calico" failed (add): error getting ClusterInformation: connection is unauthorized: Unauthorized',
        ),
      ],
    },
    {
      name: 'the kubelet',
      evidence: [log(read('kubelet-v1.33.txt'), { node: 'pi02' })],
      confidence: 'suspected',
      subject: 'node/pi02',
    },
    {
      name: 'a missing subnet file',
      evidence: [log(read('sandbox-v1.21.txt'))],
      confidence: 'suspected',
    },
    {
      name: 'the flannel plugin of 1.2, and a look at the file',
      evidence: [
        log(
          'plugin type="flannel" failed (add): failed to load flannel \'subnet.env\' file: open /run/flannel/subnet.env: no such file or directory. Check the flannel pod log for this node.',
        ),
        log("ls: cannot access '/run/flannel/subnet.env': No such file or directory"),
      ],
      confidence: 'suspected',
    },
    { name: 'a missing plugin', evidence: [log(read('plugin.txt'))], confidence: 'suspected' },
    {
      name: 'no range for pods',
      evidence: [
        log(
          'Error registering network: failed to acquire lease: node "pi02" pod cidr not assigned',
        ),
      ],
    },
    {
      name: "the node's own condition",
      evidence: [facts(nodes, [node('2026-03-01T11:00:00.000Z')])],
      confidence: 'confirmed',
      subject: 'node/pi02',
    },
    {
      name: 'addresses that were never given back',
      evidence: [
        log(
          'failed to allocate for range 0: no IP addresses available in range set: 10.42.1.1-10.42.1.254',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'another plugin that does not run',
      evidence: [
        log(
          'plugin type="calico" failed (add): stat /var/lib/calico/nodename: no such file or directory: check that the calico/node container is running and has mounted /var/lib/calico/',
        ),
      ],
      confidence: 'suspected',
    },
  ],
  staysQuiet: [
    {
      name: 'CoreDNS that waits in the first minute',
      evidence: [dnsUnplaced('40s')],
    },
    {
      name: 'no pod runs on the node at all',
      evidence: [bare, facts(pods, [pod('kube-proxy-2kq7x', 'Pending')]), dnsRow('5h12m')],
    },
    {
      name: 'a name server that waits beside a plugin that is there',
      evidence: [
        bare,
        facts(pods, [pod('kube-proxy-2kq7x', 'Running'), pod('cilium-8kq2x', 'Running')]),
        dnsRow('5h12m'),
      ],
    },
    {
      name: 'a cluster of three minutes',
      evidence: [bare, facts(pods, [pod('kube-proxy-2kq7x', 'Running')]), dnsRow('3m')],
    },
    {
      name: 'a node that calico was told to leave',
      rival: 'node-silent',
      evidence: [
        log(
          '  NetworkUnavailable   True    Sun, 01 Mar 2026 10:00:00 +0000   Sun, 01 Mar 2026 09:58:00 +0000   CalicoIsDown   Calico is shutting down on this node',
        ),
      ],
    },
    {
      name: "Cilium's operator, without which its pods have a network all the same",
      evidence: [
        log('kube-system   cilium-operator-5c8-5j4kd   0/1   CrashLoopBackOff   8 (51m ago)   4h'),
      ],
    },
    {
      name: 'a plugin whose image does not come',
      rival: 'image-unusable',
      evidence: [log('kube-system   calico-node-x2x9p   0/1   Init:ImagePullBackOff   0   5m')],
    },
    {
      name: 'calico, whose peers do not answer: its pods have addresses',
      rival: 'traffic-blocked',
      evidence: [
        log('calico/node is not ready: BIRD is not ready: BGP not established with 10.7.0.12'),
      ],
    },
    {
      name: 'a network that is there',
      evidence: [
        log(
          '  NetworkUnavailable   False   Sun, 01 Mar 2026 10:00:00 +0000   Sun, 01 Mar 2026 09:58:00 +0000   FlannelIsUp   Flannel is running on this node',
        ),
      ],
    },
    {
      name: 'a socket of the runtime that is away',
      evidence: [
        log(
          'failed to get sandbox runtime: dial unix /run/k3s/containerd/containerd.sock: connect: no such file or directory',
        ),
      ],
    },
    {
      name: 'a pod that tolerates that taint',
      evidence: [log('Tolerations:  node.kubernetes.io/network-unavailable:NoSchedule op=Exists')],
    },
    {
      name: 'an API server that has only just started, and asks flannel to come again',
      evidence: [
        log(
          'level=fatal msg="flannel exited: failed to acquire lease: nodes \\"pi02\\" is forbidden: not yet ready to handle request"',
        ),
      ],
    },
    {
      name: 'an overlay that the kernel cannot make',
      rival: 'kernel-feature-missing',
      evidence: [
        log(
          `${read('sandbox-v1.21.txt')}level=fatal msg="flannel exited: failed to create vxlan: operation not supported"`,
        ),
      ],
    },
    {
      name: 'the first seconds of K3s',
      rival: 'benign-k3s-noise',
      evidence: [
        log(
          `${read('sandbox-v1.21.txt')}Warning InvalidDiskCapacity invalid capacity 0 on image filesystem`,
        ),
      ],
    },
    {
      name: 'flannel, which has written its file, and the file itself',
      evidence: [
        log(
          'k3s[814]: I0301 09:12:44.101 814 flannel.go:78] Wrote subnet file to /run/flannel/subnet.env\n-rw-r--r-- 1 root root 95 Mar  1 09:12 /run/flannel/subnet.env',
        ),
      ],
    },
    { name: 'a pod without its image', evidence: [log('Error: ImagePullBackOff')] },
  ],
  cannotTell: [
    {
      name: 'the file is missing when the node has just come up',
      evidence: [cameUp, sandboxFails('2m')],
    },
    {
      name: 'Cilium, whose card has lost its address',
      evidence: [log('node_config.h: IPv4 direct routing device IP not found" subsys=datapath')],
    },
    {
      name: "flannel's device, which went down",
      evidence: [
        log(
          'systemd-networkd[290]: flannel.1: Link DOWN\nsystemd-networkd[290]: flannel.1: Lost carrier',
        ),
      ],
    },
    {
      name: "a way to another node's pods that flannel could not set",
      evidence: [
        log(
          'E0301 11:58:02.104 912 vxlan_network.go:194] failed to add vxlanRoute (10.42.5.0/24 -> 10.42.5.0): network is down',
        ),
      ],
    },
    {
      name: 'a node that has just started',
      evidence: [facts(nodes, [node('2026-03-01T11:59:10.000Z')])],
    },
    {
      name: 'an API that a pod does not reach',
      evidence: [log('dial tcp 10.43.0.1:443: i/o timeout')],
    },
    {
      name: 'a missing file while the kubelet starts',
      evidence: [log(`Starting kubelet.\n${read('sandbox-v1.21.txt')}`)],
    },
  ],
})
