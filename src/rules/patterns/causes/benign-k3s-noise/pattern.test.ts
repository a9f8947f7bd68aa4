import { fixture, log, testPattern } from '#test/support/pattern.ts'
import pattern from './pattern.ts'

const read = (name: string) => fixture(import.meta.url, name)
const subnet = 'failed to setup network: open /run/flannel/subnet.env: no such file or directory'

testPattern(pattern, {
  finds: [
    ...[
      '{"level":"warn","caller":"embed/config_logging.go:169","msg":"rejected connection","remote-addr":"127.0.0.1:53018","server-name":"","error":"EOF"}',
      'embed: rejected connection from "127.0.0.1:35574" (error "EOF", ServerName "")',
    ].map((text) => ({
      name: `somebody who asked etcd whether it is there: ${text.slice(0, 20)}`,
      evidence: [log(text)],
      confidence: 'suspected' as const,
    })),
    ...[
      'Flag --kubelet-preferred-address-types has been deprecated, it will go with 1.40',
      'level=error msg="Sending HTTP/1.1 503 response to 127.0.0.1:40112: runtime core not ready"',
      'Warning: version difference between client (1.35) and server (1.32) exceeds the supported minor version skew of +/-1',
      'level=info msg="Waiting to retrieve agent settings; server is not ready: https://127.0.0.1:6443/v1-k3s/readyz: 500 Internal Server Error"',
      'level=warning msg="remove /srv/k3s/agent/etc/k3s-agent-load-balancer.json: no such file or directory"',
      'W0301 machine.go:65] Cannot read vendor id correctly, set empty.',
      'k3s.service: Unit process 1234 (containerd-shim) remains running after unit stopped.',
      'k3s-agent.service: Found left-over process 1234 (containerd-shim) in control group while starting unit. Ignoring.',
      'I0301 request.go:729] Waited for 1.195s due to client-side throttling, not priority and fairness, request: GET:https://127.0.0.1:6443/api',
      '"Unhandled Error" err="Error updating APIService: failed to download v1beta1.metrics.k8s.io: failed to retrieve openAPI spec, http error: ResponseCode: 503, Body: service unavailable"',
      '"Node became not ready" condition={"reason":"KubeletNotReady","message":"container runtime status check may not have completed yet"}',
    ].map((text) => ({
      name: `said at each start, or of nothing: ${text.slice(0, 50)}`,
      evidence: [log(text)],
    })),
    {
      name: 'the unit that looks for a service of NetworkManager',
      evidence: [
        log(
          'sh[811]: + /usr/bin/systemctl is-enabled --quiet nm-cloud-setup.service\nsh[812]: Failed to get unit file state for nm-cloud-setup.service: No such file or directory\nk3s[815]: level=warning msg="Failed to load kernel module nft-expr-counter with modprobe"',
        ),
      ],
    },
    {
      name: 'two nodes that were restarted one after the other, pasted twice',
      evidence: [
        log(
          '9m Normal Starting node/pi01 Starting kubelet.\n9m Warning InvalidDiskCapacity node/pi01 invalid capacity 0 on image filesystem\n7m Normal Starting node/pi02 Starting kubelet.\n9m Normal Starting node/pi01 Starting kubelet.',
        ),
      ],
    },
    { name: 'the start of an agent', evidence: [log(read('agent-start-v1.36.txt'))] },
    {
      name: 'the start of a server',
      evidence: [
        log(
          'Waiting for control-plane node pi01 startup: nodes "pi01" not found\nWaiting for cloud-controller-manager privileges to become available',
        ),
      ],
    },
    { name: 'a request of 131 ms', evidence: [log(read('etcd-v3.5.txt'))] },
    {
      name: 'the event of the start with the missing subnet file',
      evidence: [log(`InvalidDiskCapacity: invalid capacity 0 on image filesystem\n${subnet}`)],
    },
    {
      name: 'the words of older etcd',
      evidence: [
        log(
          'etcdserver: read-only range request "key" with result "size:5" took too long (112.5ms) to execute',
        ),
      ],
    },
    {
      name: 'files of CoreDNS that nobody has to write',
      confidence: 'suspected',
      evidence: [
        log(
          '[WARNING] No files matching import glob pattern: /etc/coredns/custom/*.override\n[WARNING] No files matching import glob pattern: /etc/coredns/custom/*.server',
          { origin: 'pods' },
        ),
      ],
    },
    {
      name: 'somebody who opened the port and hung up',
      confidence: 'suspected',
      evidence: [
        log(
          'level=info msg="Cluster-Http-Server 2026/03/04 06:12:31 http: TLS handshake error from 10.7.0.12:51234: EOF"',
        ),
      ],
    },
    {
      name: 'a short token',
      confidence: 'suspected',
      evidence: [
        log(
          'level=warning msg="Cluster CA certificate is not trusted by the host CA bundle, but the token does not include a CA hash. Use the full token from the server\'s node-token file to enable Cluster CA validation."',
        ),
      ],
    },
  ],
  staysQuiet: [
    {
      name: 'a member that etcd refuses for its certificate',
      evidence: [
        log(
          'embed: rejected connection from "10.0.0.12:35574" (error "remote error: tls: bad certificate", ServerName "")',
        ),
      ],
    },
    {
      name: 'a function of a language that is to go',
      evidence: [log('DeprecationWarning: utcnow() has been deprecated, use now(UTC)')],
    },
    {
      name: 'a start that waits for a file system that carries no overlay',
      rival: 'kernel-feature-missing',
      evidence: [
        log(
          'Waiting for control-plane node pi01 startup: nodes \\"pi01\\" not found\n\\"overlayfs\\" snapshotter cannot be enabled for \\"/srv/k3s/agent/containerd\\"',
        ),
      ],
    },
    {
      name: 'a start that the kubelet does not survive',
      evidence: [
        log(
          'Image garbage collection failed once: invalid capacity 0 on image filesystem\nF0309 09:47:12.318733 7 kubelet.go:1368] Failed to start ContainerManager failed to get rootfs info',
        ),
      ],
    },
    {
      name: 'a kubelet that starts every ten seconds',
      evidence: [
        log(
          '17s Normal Starting node/pi01 Starting kubelet.\n17s Warning InvalidDiskCapacity node/pi01 invalid capacity 0 on image filesystem\n7s Normal Starting node/pi01 Starting kubelet.\n7s Warning InvalidDiskCapacity node/pi01 invalid capacity 0 on image filesystem',
        ),
      ],
    },
    {
      name: 'a module that is missing in earnest',
      rival: 'kernel-feature-missing',
      evidence: [
        log(
          'level=warning msg="Failed to load kernel module nft-expr-counter with modprobe"\nWarning: Extension comment revision 0 not supported, missing kernel module?',
        ),
      ],
    },
    {
      name: 'a slow request of seconds among them',
      rival: 'slow-datastore-disk',
      evidence: [
        log(`${read('etcd-v3.5.txt')}\n"msg":"apply request took too long","took":"3.2s"`),
      ],
    },
    {
      name: 'a missing subnet file without any start',
      rival: 'cni-not-ready',
      evidence: [log(subnet)],
    },
    {
      name: 'the start of a node that then has no network',
      rival: 'cni-not-ready',
      evidence: [
        log(
          `${read('agent-start-v1.36.txt')}\n"Container runtime network not ready" networkReady="NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized"`,
        ),
      ],
    },
    {
      name: 'the start of a K3s that exits',
      rival: 'k3s-configuration-invalid',
      evidence: [
        log(
          `${read('agent-start-v1.36.txt')}\nlevel=fatal msg="flag provided but not defined: -x"`,
        ),
      ],
    },
    {
      name: 'requests of half a second on a server that loses its lease',
      rival: 'apiserver-overload-tls-timeouts',
      evidence: [log(`${read('etcd-v3.5.txt')}\nlevel=fatal msg="leaderelection lost for k3s"`)],
    },
    {
      name: 'requests of 107 ms, and members that elect all day',
      rival: 'slow-datastore-disk',
      evidence: [log(`${read('etcd-v3.5.txt')}\nabout 1000 leader elections per day`)],
    },
    {
      name: 'a missing module alone',
      rival: 'kernel-feature-missing',
      evidence: [
        log('modprobe: FATAL: Module br_netfilter not found in directory /lib/modules/6.1'),
      ],
    },
    {
      name: 'a caller that refuses the certificate',
      evidence: [
        log(
          'level=info msg="Cluster-Http-Server 2026/03/04 06:12:31 http: TLS handshake error from 10.7.0.12:51234: remote error: tls: bad certificate"',
        ),
      ],
    },
  ],
  cannotTell: [
    {
      name: 'a start that says nothing',
      silent: true,
      evidence: [log('level=info msg="Starting k3s agent"')],
    },
  ],
})
