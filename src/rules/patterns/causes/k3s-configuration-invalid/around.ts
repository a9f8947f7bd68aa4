import { lines, pastedLines } from '#src/model/line.ts'
import { unknownPartFlag } from '../../words/part-flags.ts'

/** Not in the words of pods: a program of somebody's own has flags as well, in the same library's words. */
export const ofNodes = ['k3s', 'system', 'kernel', 'events', 'unknown'] as const

/** An external datastore that is not there, or refuses (kine): down, a wrong endpoint, its own settings. */
export const noDatastore = lines(
  ['building kine: ', 'creating storage endpoint: '],
  /(?:building kine|creating storage endpoint): .*(?:dial tcp|connect: |no such host|[Aa]ccess denied|password authentication failed|Error \d{4}\b|pq: |SQLSTATE)/,
  ofNodes,
)
/**
 * It answers, and its refusal names what was set: who asks, for which database, or how that is kept
 * (go-sql-driver, lib/pq, pgx; errors of MySQL's and PostgreSQL's own).
 */
export const datastoreRefuses = lines(
  ['building kine: ', 'creating storage endpoint: '],
  /(?:building kine|creating storage endpoint): .*(?:[Aa]ccess denied for user|password authentication failed|Unknown database|(?:database|role) \\*"[^"]+" does not exist|no pg_hba\.conf entry|SSL is not enabled|Specified key was too long|command denied to user|permission denied for (?:schema|database|table))/,
  ofNodes,
)
/**
 * The endpoint is no address at all: kine hands it to Go's url.Parse and to the drivers' own readers of it
 * (kine pkg/drivers, lib/pq, go-sql-driver's dsn.go).
 */
export const noEndpoint = lines(
  ['building kine: ', 'creating storage endpoint: '],
  /(?:building kine|creating storage endpoint): .*(?:\bparse \\*"?\S.*(?:invalid (?:port|userinfo|character|URL escape|control character)|missing protocol scheme|cannot contain colon|missing ']')|invalid DSN|(?:could not|cannot|failed to) parse (?:DSN|config|endpoint|connection)|missing "=" after|unsupported protocol scheme)/,
)
/** The external datastore answers, and takes in nobody more (lib/pq, pgx, go-sql-driver). */
export const datastoreCrowded = lines(
  ['too many clients already', 'SQLSTATE 53300', 'Too many connections'],
  /kine|\/registry\/|apiserver|k3s|server error \(FATAL: |building kine|storage endpoint/,
  ofNodes,
)
/** K3s in a container that may not make groups of processes: pkg/cgroups, moby's cgroup mount is read-only. */
export const unprivileged = lines('failed to evacuate root cgroup', undefined, ofNodes)
/**
 * Encryption of Secrets (pkg/secretsencrypt, pkg/cluster/bootstrap.go): servers that have not all been
 * started again since the last stage hold different keys, or a file of it is newer than the datastore's.
 */
export const encryptionApart = lines(
  ['hash does not match between ', 'newer than datastore and could cause ', 'ncryption Hashes: '],
  /(?:encrypt\S* error ID \d+|ncryption Hashes): hash does not match between |\/cred\/\S+(?:, \S+)* newer than datastore/,
)
/**
 * K3s unpacks its programs at its first start and runs them from there (cmd/k3s/main.go): they were not
 * written, or may not be run where they are.
 */
export const notUnpacked = lines(
  ['exec: ', 'extracting data: '],
  /exec: \\*"k3s-(?:server|agent|etcd-snapshot|secrets-encrypt|certificate|token)\\*": |(?:FATA\[|level=fatal).*extracting data: (?!.*(?:no space left|read-only file system))/,
  ofNodes,
)
/** RKE2 runs the kubelet as a process of its own, and writes what that says to a file (pkg/executor). */
export const kubeletExited = lines('ubelet exited: exit status ', undefined, ofNodes)
/** What somebody gave it, beside that line. */
export const kubeletArgs = pastedLines('kubelet-arg', /(?:^|\s|--)kubelet-arg\s*[:=]/)
/** The program ended at an instruction that this processor does not have: it was built for another one. */
export const otherProcessor = lines(
  ['signal=ILL', 'status=4/ILL', 'Illegal instruction'],
  /\b(?:k3s|rke2|kubelet|etcd|containerd)\b.*(?:signal=ILL|status=4\/ILL|Illegal instruction)|Illegal instruction.*\b(?:k3s|rke2|kubelet|etcd|containerd)\b/,
)
/** A flag of a part of Kubernetes, wherever its log stands. */
export const flagOfPart = lines('unknown flag: --', unknownPartFlag)
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
  /Shutdown request received: \W*(?<part>containerd|kubelet|kube-proxy|apiserver|scheduler|controller-manager|cloud-controller-manager|etcd) exited: /,
)
/** A containerd with settings of somebody's own: K3s takes this file in place of its template (pkg/agent/templates). */
export const ownTemplate = lines('containerd config template at ')
/** A kubelet that was told of a cloud waits for its controller to take this taint away, and K3s with it. */
export const noCloud = lines(
  'node.cloudprovider.kubernetes.io/uninitialized',
  /FailedScheduling|untolerated|had taint|failed to wait for node\.cloudprovider/,
)
/** K3s without its cloud controller: nothing takes that taint away, and its flannel waits for that (k3s-io/k3s#11619). */
export const cloudOff = pastedLines(
  'disable-cloud-controller',
  /disable-cloud-controller(?!["']?\s*[:=]\s*["']?false)/,
)
/**
 * The kubelet was told of a file of name servers that is not there, groups processes in another way
 * than the runtime (runc libcontainer/specconv), or was given a policy for processors or memory that
 * is not the one of its state file (pkg/kubelet/cm/cpumanager/state). Its node got no range of pods
 * (pkg/controller/nodeipam/ipam), bears a name that no Node may bear, or is asked for a runtime that
 * this containerd was not told of, or whose shim is not where it looks (core/runtime/v2/shim_manager.go).
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
    'binary not installed ',
  ],
  /CIDRNotAvailable|register node with API server.* is invalid: metadata\.name|no runtime for \\*"[^"]+" is configured|binary not installed \\*"containerd-shim-|(?:sandbox|CheckLimitsForResolvConf|resolvConf).*open \/\S*resolv\.conf: no such file|expected cgroupsPath to be of format|configured policy \S+ differs from state|delete the (?:CPU|memory) manager checkpoint file/i,
  ofNodes,
)
