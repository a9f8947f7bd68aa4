import { lines } from '#src/model/line.ts'

/** Not in the words of pods: a program of somebody's own has flags as well, in the same library's words. */
export const ofNodes = ['k3s', 'system', 'kernel', 'events', 'unknown'] as const

/** An external datastore that is not there, or refuses (kine): down, a wrong endpoint, its own settings. */
export const noDatastore = lines(
  ['building kine: ', 'creating storage endpoint: '],
  /(?:building kine|creating storage endpoint): .*(?:dial tcp|connect: |no such host|[Aa]ccess denied|password authentication failed|Error \d{4}\b|pq: |SQLSTATE)/,
  ofNodes,
)
/** The environment names a web proxy for the API server too, and it does not answer (Go net/http). */
export const throughProxy = lines(
  'proxyconnect tcp',
  /(?::6443|:8443|:9345|\/api\/v1|\/apis\/|\/cacerts|\/v1-(?:k3s|rke2)).*proxyconnect tcp/,
  ofNodes,
)
/** The file that K3s writes for kubectl is for root alone, unless a flag says otherwise. */
export const closedKubeconfig = lines(
  ['rancher/k3s/k3s.yaml', 'rancher/rke2/rke2.yaml'],
  /permission denied|please start server with --write-kubeconfig-mode/,
)
/** kubectl without any kubeconfig asks there; no K3s ever listens at that port. */
export const noKubeconfig = lines(
  'localhost:8080',
  /server localhost:8080 was refused|https?:\/\/localhost:8080\/(?:api|version)/,
)
/** K3s ends with a part of it that ended, and that part's own log says why (pkg/signals). */
export const partEnded = lines(
  'Shutdown request received',
  /Shutdown request received: \W*(?<part>containerd|kubelet|apiserver|scheduler|controller-manager|cloud-controller-manager|etcd) exited: exit status/,
)
/** A kubelet that was told of a cloud waits for its controller to take this taint away. */
export const noCloud = lines(
  'node.cloudprovider.kubernetes.io/uninitialized',
  /FailedScheduling|untolerated|had taint/,
)
/**
 * The kubelet was told of a file of name servers that is not there, groups processes in another way
 * than the runtime (runc libcontainer/specconv), or was given a policy for processors or memory that
 * is not the one of its state file (pkg/kubelet/cm/cpumanager/state). Its node got no range of pods
 * (pkg/controller/nodeipam/ipam), bears a name that no Node may bear, or is asked for a runtime that
 * this containerd was not told of.
 */
export const kubeletMisled = lines(
  [
    'resolv.conf: no such file or directory',
    'expected cgroupsPath to be of format',
    'differs from state',
    'manager checkpoint file',
    'CIDRNotAvailable',
    'is invalid: metadata.name',
    'no runtime for ',
  ],
  /CIDRNotAvailable|register node with API server.* is invalid: metadata\.name|no runtime for \\*"[^"]+" is configured|(?:sandbox|CheckLimitsForResolvConf|resolvConf).*open \/\S*resolv\.conf: no such file|expected cgroupsPath to be of format|configured policy \S+ differs from state|delete the (?:CPU|memory) manager checkpoint file/i,
  ofNodes,
)
