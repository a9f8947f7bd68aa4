import { lines } from '#src/model/line.ts'
import { match, noMatch, unknown } from '#src/model/verdict.ts'
import { definePattern } from '../../../define-pattern.ts'
import {
  etcdStalled,
  serverTimesOut,
  slowApply,
  slowSql,
  slowSync,
} from '../../words/control-plane.ts'
import { kubeletStarts, startsInARow } from '../../words/kubelet-starts.ts'

/** What each start of the kubelet says before its first statistics and its own Node are there. */
const starting = lines([
  'invalid capacity 0 on image filesystem',
  'Image garbage collection failed once',
  'Unable to register mirror pod because node is not registered yet',
  'Error getting the current node from lister',
  'failed to check if we have separate container filesystem. Ignoring',
  'container runtime status check may not have completed yet',
  'PLEG is not healthy: pleg has yet to be successful',
  'Failed to read data from checkpoint',
  'nodePortAddresses is unset',
  'Waiting for API server to become available',
  'Waiting for cloud-controller-manager privileges',
  'Waiting for control-plane node',
  'Flexvolume plugin directory at',
  'simple token is not cryptographically signed',
  // The unit of K3s before v1.29 looks for a service of NetworkManager that few have.
  'unit file state for nm-cloud-setup.service',
  'Partial failure issuing cadvisor.ContainerInfoV2',
  'Failed to load kernel module nft-expr-counter',
  // A server asks itself, before its own API server has come up.
  'server is not ready: https://127.0.0.1:6443/',
  'Unable to watch for tunnel endpoints: unknown (get endpoints)',
  'COMPACT revision 0 has already been compacted',
  // The aggregator asks for what the metrics-server, which is a pod, will serve.
  'failed to retrieve openAPI spec, http error: ResponseCode: 503',
])
/**
 * Said at any time and about nothing: CoreDNS looks for the files that nobody has to write, somebody
 * opened the port and hung up (a balancer's health check), a short token names no authority.
 */
const idle = lines(
  [
    'No files matching import glob pattern: /etc/coredns/custom/',
    'TLS handshake error from ',
    // etcd says the same of such a check in its own words (etcd issue 12779).
    'rejected connection',
    'but the token does not include a CA hash',
    'runtime core not ready',
    // What the flags of K3s give to the parts of Kubernetes is older than these.
    ' has been deprecated, ',
    // A server that never was an agent.
    'k3s-agent-load-balancer.json: no such file',
    'Cannot read vendor id correctly, set empty',
    // kubectl, of itself and the API server: what it asks for is answered all the same.
    'the supported minor version skew of',
    // client-go, of a client that paces itself.
    'due to client-side throttling',
    // systemd, of K3s's containers: its unit leaves them running on purpose (docs.k3s.io/upgrades/killall).
    ') remains running after unit stopped',
    'left-over process',
  ],
  /import glob pattern: \/etc\/coredns\/custom\/|TLS handshake error from \S+: EOF|rejected connection.*error"?[: ] ?"EOF"|token does not include a CA hash|Sending HTTP(?:\/1\.1)? \d+ response to \S+: runtime core not ready|Flag --[\w-]+ has been deprecated, |\bremove \S+load-balancer\.json: no such|Cannot read vendor id correctly|due to client-side throttling|k3s(?:-agent)?\.service: Unit process \d+ \(\S+\) remains running|k3s(?:-agent)?\.service: Found left-over process|version difference between client .*exceeds the supported minor version skew/,
)
/** Harmless only beside such a start: a subnet file that comes later, modules built in. */
const beside = lines(
  ['/run/flannel/subnet.env: no such file', 'modprobe: FATAL: Module'],
  /subnet\.env: no such file|Module (?:br_netfilter|overlay|nf_conntrack|iptable_\w+|ip6table_\w+) not found/,
)
/** A request of etcd over 100 ms and under a second. */
const slightlySlow = lines('took too long', /(?:took"?: ?"?|took too long \()\d+(?:\.\d+)?ms/)

const trouble = lines(
  [
    'level=fatal',
    'Failed to start ContainerManager',
    'ailed to run Kubelet',
    'Main process exited',
    'TLS handshake timeout',
    'CrashLoopBackOff',
    'NotReady',
    'connection refused',
    'i/o timeout',
    'x509: ',
    'FailedMount',
    'FailedScheduling',
    'ErrImagePull',
    'OOMKilled',
    'Out of memory',
    'I/O error',
    'Kernel panic',
    'no leader',
    'starting a new election',
    'eader election',
    'eaderelection lost',
    'leader changed',
    'lost leader ',
    'exceeds retry count',
    'ode password rejected',
    'unhealthy status',
    'cni plugin not initialized',
    'failed to find plugin',
    'timed out',
    'Unhealthy',
    'BackOff',
    'Evicted',
    'HasDiskPressure',
    'Failed to pull',
    'Remounting filesystem read-only',
    'failed calling webhook',
    'missing kernel module',
    'Skipping network policy controller start',
    'snapshotter cannot be enabled',
  ],
  // A component that asks this same server while it starts is refused for some seconds.
  /^(?!.*(?:127\.0\.0\.1.*connection refused|status check may not have completed yet))/,
)

const startMilliseconds = 2 * 60_000

export default definePattern({
  id: 'benign-k3s-noise',
  title: 'Start-up lines of K3s, or requests of etcd a little over 100 ms',
  severity: 'info',
  stage: 'stable',
  since: '0.1.0',
  reads: {
    starting,
    idle,
    beside,
    slightlySlow,
    trouble,
    slowApply,
    slowSql,
    slowSync,
    etcdStalled,
    serverTimesOut,
    kubeletStarts,
  },
  rivals: [
    {
      cause: 'slow-datastore-disk',
      tell: 'The requests take whole seconds, or something times out on them.',
    },
    {
      cause: 'cni-not-ready',
      tell: 'The subnet file is still missing after two minutes.',
    },
    {
      cause: 'node-disk-full',
      tell: 'The node reports DiskPressure, or `df` shows a full disk.',
    },
    {
      cause: 'kernel-feature-missing',
      tell: 'The module is not built in either, and pods have no network.',
    },
  ],
  remedy: 'none',
  docs: {
    meaning:
      'Each start of K3s says some of this before the first statistics, the Node object and the network file are there. etcd warns from 100 ms on, which a small board reaches under any load.',
    impact: 'None. The lines end within two minutes, or the requests succeed.',
    diagnosis:
      '`kubectl get nodes` shows Ready, and `kubectl get pods -A` shows no pod that waits for long.',
    mitigation: 'Nothing is to be done.',
    references: [
      'https://docs.k3s.io/faq',
      'https://github.com/k3s-io/k3s/pull/8815',
      'https://etcd.io/docs/v3.6/faq/#what-does-the-etcd-warning-apply-request-took-too-long-mean',
      'https://github.com/kubernetes/kubernetes/blob/master/pkg/kubelet/kubelet.go',
      'https://github.com/k3s-io/k3s/blob/master/pkg/server/server.go',
    ],
  },

  match({
    starting,
    idle,
    beside,
    slightlySlow,
    trouble,
    slowApply,
    slowSql,
    slowSync,
    etcdStalled,
    serverTimesOut,
    kubeletStarts,
  }) {
    const again = startsInARow(kubeletStarts)
    const loud = [trouble, slowApply, slowSql, slowSync, etcdStalled, serverTimesOut, again]
    if (loud.some((found) => found.length > 0)) return noMatch
    const lasting = [...starting, ...beside].some(
      ({ firstAt, lastAt }) =>
        firstAt !== undefined && lastAt !== undefined && lastAt - firstAt > startMilliseconds,
    )
    if (lasting)
      return unknown('lines of a start go on for more than two minutes', {
        next: 'kubectl get nodes; ls -l /run/flannel/subnet.env',
      })
    const noise = [...starting, ...idle, ...(starting.length > 0 ? beside : []), ...slightlySlow]
    return noise.length > 0 ? match('suspected', noise) : noMatch
  },
})
