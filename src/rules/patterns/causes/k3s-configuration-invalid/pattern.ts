import { units } from '#src/model/facts/node.ts'
import { lines } from '#src/model/line.ts'
import { because, match, type Reason, unknown } from '#src/model/verdict.ts'
import { definePattern } from '../../../define-pattern.ts'
import { subnetFileMissing } from '../../words/network.ts'
import { adviceFor, allAdvice } from './advice.ts'
import {
  closedKubeconfig,
  cloudOff,
  datastoreCrowded,
  datastoreRefuses,
  encryptionApart,
  flagOfPart,
  kubeletArgs,
  kubeletExited,
  kubeletMisled,
  noCloud,
  noDatastore,
  noEndpoint,
  noKubeconfig,
  notUnpacked,
  ofNodes,
  otherProcessor,
  ownTemplate,
  partEnded,
  throughProxy,
  unprivileged,
} from './around.ts'
import { unnamed } from './names.ts'
import { loginMisled, partQuestions, parts } from './parts.ts'
import { sentences } from './told.ts'
import { withoutWord } from './without-word.ts'

/** K3s's own words on flags and files: pkg/cli, pkg/configfilearg, pkg/agent/config. */
const flags = lines(
  [
    'flag provided but not',
    '--server is required',
    '--token is required',
    'TOKEN is required to join a cluster',
    'invalid flag use',
    'ritical configuration mismatched',
    'ritical configuration value mismatch',
    'only https:// URLs are supported',
    'Invalid server url, failed to parse',
    'is out the range of cluster cidr',
    'invalid cluster-cidr',
    'invalid service-cidr',
    'invalid cluster-dns address',
    'cannot configure default cluster-dns address',
    'invalid port range',
    'invalid node-external-ip',
    // etcd, told by an etcd-arg to listen with TLS (server/embed).
    'KeyFile and CertFile are not presented',
    'cannot listen on TLS for ',
    'unable to find interface',
    'cluster-reset required with',
    'must run as root, or with --rootless',
    'unsupported flannel backend',
    'Cannot configure unknown flannel backend',
    'unknown flannel backend',
    'address family mismatch when assigning VPN',
    'must share the same IP version',
    'cannot perform cluster-reset',
    'cluster-reset was successfully performed, please remove',
    'flag is deprecated. Use --',
    'token must not be empty',
    'etcd: snapshot path ',
    'mirror requires embedded containerd',
    'invalid datastore endpoint; endpoint should be',
    // kine, old and new: the endpoint begins with a scheme that it has no driver for.
    'building kine: storage backend is not defined',
    'create driver for configured endpoint: unknown driver',
    'failed to validate cluster-cidr',
    'failed to validate service-cidr',
    'failed to validate node-ip',
    'failed to validate kube-proxy conntrack configuration',
  ],
  // Go's flag package says so of any program; K3s writes its own names with hyphens.
  /^(?!.*flag provided but not defined: -+\w*[A-Z_])/,
  ofNodes,
)
/** K3s gave up over something that it calls a flag, or by a flag's name. */
const fatalFlag = lines(
  ['level=fatal', 'FATA['],
  /^(?!.*(?:longhorn|kubelet-root-dir|password|x509|CA hash|normalize token|kubectl|helm |[Ff]ailed to execute)).*(?:level=fatal|FATA\[).*(?:\bflags?\b|[\s"'(]--[a-z][\w-]+|\binvalid [a-z]+(?:-[a-z]+)+[ :]|mutually exclusive)/,
  ofNodes,
)
/** kubelet, API server and their kin on the arguments that K3s passes on. */
const passedOn = lines(
  [
    'unknown flag: --',
    'invalid argument "',
    'unrecognized feature gate',
    'cannot set feature gate',
    'failed to parse kubelet flag',
    'failed to validate kubelet configuration',
    'failed to validate kubelet flags',
    // An eviction-hard of another version (pkg/kubelet/eviction/helpers.go).
    'unsupported eviction signal',
    'invalid eviction ',
    'container runtime endpoint address was not specified',
    'failed to load kubelet config',
    'failed to load Kubelet config',
    'labels specified with --node-labels',
    'unning with swap on is not supported',
    'misconfiguration: kubelet cgroup driver',
    'invalid Node Allocatable configuration',
    // The flag and config.yaml both name it, and K3s puts the two together.
    'must contain either a single IP or a dual-stack pair',
    // A kubelet that was told of no runtime (Go's net: an empty address of a socket).
    'dialing dial unix: missing address',
  ],
  /^(?!.*(?:kubectl|helm|longhornctl)\b.*unknown flag)/,
  ofNodes,
)
/** A configuration file that is no YAML. */
const notYaml = lines(
  'yaml: ',
  /(?:config\.yaml|preparing server|k3s\[|level=fatal|FATA).*yaml: (?:line|unmarshal|mapping|did not|found|control)/i,
)
/**
 * One that is not there, as Go, the shell's tools and systemd say it. The names alone stand in every
 * command that somebody runs with them, which sudo writes down.
 */
const absent = lines(
  ['config.yaml', '.service.env'].flatMap((file) =>
    [': ', "': ", '": '].flatMap((end) => [
      `${file}${end}no such file`,
      `${file}${end}No such file`,
    ]),
  ),
  /\/etc\/(?:rancher\/k3s\/config\.yaml|systemd\/system\/k3s(?:-agent)?\.service\.env)\W/,
)
/** K3s's parser of the file says no file name of its own: yaml.v2, wrapped by pkg/configfilearg. */
const bareYaml = lines(
  'yaml: ',
  /^(?!.*(?:manifests?\/|apply|addon|helm|deploy)).*\byaml: (?:line \d+|unmarshal errors|mapping values|did not find|found character|control characters)/i,
  ['k3s'],
)
/** A server that starts all the same and skips what it does not know: pkg/configfilearg/parser.go. */
const skipped = lines(
  'found in config.yaml, skipping',
  /\bk3s(?:-server|-agent)?\[\d+\]: .*Unknown flag --(?<flag>[\w-]+) found in config\.yaml, skipping/,
)
/** systemd could not even start the program. */
const notStarted = lines(
  [
    'Failed to load environment files',
    'status=203/EXEC',
    'Failed to execute ',
    'Failed at step EXEC',
    'ocate executable',
    'Unit k3s',
    'Service has no ExecStart=',
    'Unit configuration has fatal error',
  ],
  /k3s.*(?:Failed to load environment files|status=203\/EXEC|Failed to execute (?:command\b|\/)|Failed at step EXEC|(?:Failed|Unable) to locate executable)|k3s(?:-agent)?\.service: (?:Service has no ExecStart=|Unit configuration has fatal error)|Unit k3s(?:-agent)?\.service has a bad unit file setting/,
)

export default definePattern({
  id: 'k3s-configuration-invalid',
  title: "K3s's flags or configuration files are wrong, so it or its pods do not start",
  severity: 'critical',
  stage: 'stable',
  since: '0.1.0',
  reads: {
    units,
    flags,
    fatalFlag,
    passedOn,
    flagOfPart,
    notYaml,
    absent,
    bareYaml,
    skipped,
    notStarted,
    noDatastore,
    datastoreRefuses,
    noEndpoint,
    noCloud,
    cloudOff,
    subnetFileMissing,
    kubeletMisled,
    kubeletExited,
    kubeletArgs,
    otherProcessor,
    throughProxy,
    unnamed,
    partEnded,
    ownTemplate,
    closedKubeconfig,
    noKubeconfig,
    datastoreCrowded,
    encryptionApart,
    unprivileged,
    notUnpacked,
    loginMisled,
    ...parts,
    ...partQuestions,
  },
  told: sentences,
  explains: {
    onSameNode: ['k3s-restarting', 'node-silent', 'cni-not-ready', 'pod-sandbox-failing'],
    anywhere: ['api-not-ready', 'server-unreachable-from-agent'],
  },
  rivals: [
    {
      cause: 'memory-cgroup-disabled',
      tell: 'K3s names the memory cgroup in its last line.',
    },
    {
      cause: 'join-credentials-mismatch',
      tell: 'K3s starts and is refused by the server.',
    },
    {
      cause: 'version-skew',
      tell: 'The flag was good before an upgrade that removed it.',
    },
    {
      cause: 'host-port-conflict',
      tell: '`bind: address already in use`: another program, or a second K3s.',
    },
  ],
  remedy: 'correct-k3s-configuration',
  docs: {
    meaning:
      'K3s reads flags of its unit, /etc/rancher/k3s/config.yaml with config.yaml.d, and K3S_ variables of the service.env file. One of them is misspelt, missing, differs from what the other servers have, or names a file that is not there.',
    impact:
      'K3s exits at each start, and systemd starts it again and again. Containers of before may run on.',
    diagnosis:
      'On {node}: `journalctl -u k3s -u k3s-agent -n 30` names the flag; `systemctl cat k3s k3s-agent; cat /etc/rancher/k3s/config.yaml`.',
    mitigation: allAdvice,
    references: [
      'https://docs.k3s.io/installation/configuration',
      'https://docs.k3s.io/cli/server#critical-configuration-values',
      'https://github.com/k3s-io/k3s/issues/12745',
      'https://github.com/k3s-io/k3s/issues/7932',
      'https://github.com/k3s-io/k3s/blob/master/pkg/cli/agent/agent.go',
      'https://github.com/k3s-io/k3s/blob/master/pkg/cli/server/server.go',
      'https://github.com/k3s-io/k3s/blob/master/pkg/agent/run.go',
      'https://github.com/k3s-io/k3s/issues/6366',
      'https://github.com/k3s-io/k3s/blob/master/pkg/configfilearg/parser.go',
      'https://github.com/kubernetes/kubernetes/blob/master/cmd/kubelet/app/options/options.go',
      'https://github.com/systemd/systemd/blob/main/src/core/exec-invoke.c',
      'https://docs.k3s.io/cli/server',
      'https://docs.k3s.io/cli/secrets-encrypt',
      'https://github.com/k3s-io/k3s/issues/5738',
      'https://github.com/k3s-io/k3s/issues/11619',
      'https://github.com/k3s-io/k3s/blob/master/pkg/etcd/etcd.go',
      'https://github.com/k3s-io/kine/blob/master/pkg/endpoint/endpoint.go',
      'https://github.com/k3s-io/kine/blob/master/pkg/drivers/factory.go',
      'https://github.com/kubernetes/kubernetes/blob/master/staging/src/k8s.io/apiserver/pkg/server/options/encryptionconfig/config.go',
      'https://github.com/k3s-io/k3s/blob/master/pkg/util/net.go',
      'https://github.com/kubernetes/kubernetes/blob/master/pkg/controller/nodeipam/ipam/range_allocator.go',
      'https://docs.k3s.io/installation/requirements#architecture',
      'https://docs.k3s.io/datastore#datastore-endpoint-format-and-functionality',
      'https://github.com/rancher/rke2/issues/3063',
      'https://github.com/kubernetes/kubernetes/blob/master/pkg/kubelet/eviction/helpers.go',
      'https://docs.k3s.io/security/hardening-guide',
      'https://github.com/kubernetes/kubernetes/blob/master/plugin/pkg/auth/authorizer/node/node_authorizer.go',
      'https://github.com/etcd-io/etcd/blob/main/client/pkg/transport/listener_tls.go',
      'https://github.com/containerd/containerd/blob/main/cmd/containerd/server/config/config.go',
      'https://github.com/kubernetes/kubernetes/blob/master/staging/src/k8s.io/apiserver/plugin/pkg/authenticator/token/oidc/oidc.go',
    ],
  },

  advise: adviceFor,

  match(evidence) {
    const { units, flags, fatalFlag, notYaml, absent, bareYaml, notStarted } = evidence
    const heard = new Set(evidence.passedOn.map(({ text }) => text))
    const ofParts = evidence.flagOfPart.filter(({ text }) => !heard.has(text))
    const passedOn = [...evidence.passedOn, ...ofParts]
    const sure: Reason[] = [...flags, ...evidence.noEndpoint, ...notYaml, ...absent, ...notStarted]
    const bad = units
      .filter(({ name, loadState }) => name.startsWith('k3s') && loadState === 'bad-setting')
      .map((unit) => because(unit, `systemd finds a bad setting in ${unit.name}`))
    if (sure.length + bad.length > 0) return match('confirmed', [...sure, ...bad, ...passedOn])
    // Any program may say this of any file; in K3s's own log it is K3s's.
    const ofK3s = bareYaml.filter(({ origin }) => origin === 'k3s')
    if (ofK3s.length > 0) return match('suspected', ofK3s)
    if (fatalFlag.length > 0) return match('suspected', [...fatalFlag, ...passedOn])
    if (passedOn.length === 0) return withoutWord(evidence)
    // The same words come from any program with flags; K3s's log makes them K3s's.
    return evidence.flagOfPart.length > 0 ||
      passedOn.some(
        ({ origin, text }) => origin === 'k3s' || /k3s|kubelet|apiserver|with swap on/i.test(text),
      )
      ? match('suspected', passedOn)
      : unknown('a program was given a flag that it does not know', {
          next: 'journalctl -u k3s -u k3s-agent -n 30',
        })
  },
})
