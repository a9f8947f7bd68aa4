import { type LogLine, lines, pastedLines } from '#src/model/line.ts'
import { noMatch, type PatternOutcome, unknown } from '#src/model/verdict.ts'
import type { Read } from '../../../reading.ts'

/** What the parts that K3s starts say of what they were given: files, names, settings of the kernel. */
export const parts = {
  /** Files that flags of the API server name (k8s.io/apiserver: audit, admission, encryption at rest). */
  serverFiles: lines(
    [
      'loading audit policy file: ',
      'admission control configuration from ',
      'encryption provider configuration file ',
    ],
    /loading audit policy file: |unable to read admission control configuration from |(?:open|read|load|pars|decod)ing encryption provider configuration file /,
  ),
  /**
   * Secrets were written under a key that this API server was not given (k8s.io/apiserver,
   * pkg/storage/value): after a restore, an upgrade that wrote its flags anew, or on one server of several.
   */
  sealed: lines(
    [
      'identity transformer tried to read',
      'no matching key was found for the provided',
      'unable to transform key ',
    ],
    /identity transformer tried to read encrypted|no matching key was found for the provided|unable to transform key.*(?:no matching prefix|invalid padding|message authentication failed|could not be decrypted)/,
  ),
  /**
   * `protect-kernel-defaults` without the settings that it wants: the kubelet (cm/container_manager_linux.go),
   * and RKE2 with a profile (pkg/cli/cmds/profile_linux.go), which also wants a user of its own.
   */
  kernelSettings: lines(
    ['nvalid kernel flag: ', 'invalid kernel parameter value ', 'unknown user etcd'],
    /nvalid kernel flag: \S+, expected value|invalid kernel parameter value \S+=|missing required: user: unknown user etcd/,
  ),
  /** A kubelet that bears another name than its certificate: the node was renamed (plugin/pkg/auth/authorizer/node). */
  otherName: lines(
    [
      'node lease with the same name as the requesting',
      'only its own Node object',
      'is not allowed to modify node',
    ],
    /system:node:|node lease with the same name|own Node object|node \\*"[^"]+" is not allowed to modify node/,
  ),
  /** containerd cannot read its own file (cmd/containerd/server/config). */
  runtimeFile: lines([
    'failed to load TOML',
    'failed to unmarshal TOML',
    'expected containerd config version',
  ]),
  /** A server that reaches the others from an address which its certificate lacks (etcd client/pkg/transport). */
  unnamedPeer: lines('does not match any of DNSNames'),
  /** How the API server is to know people (apiserver/pkg/apis/apiserver/validation): it does not start. */
  whoIsWho: lines('jwt[0].', /jwt\[0\]\.\S+: (?:Invalid value|Required value)/),
  /** The certificate that the API server shows to others bears a name that they were not told of. */
  unnamedProxy: lines('is not in the allowed list: [', /x509: subject with cn=/),
}

/**
 * A login service (OIDC) that is not at the address which the flag names, or calls itself otherwise
 * (k8s.io/apiserver, plugin/pkg/authenticator/token/oidc). The cluster runs on without it.
 */
export const loginMisled = lines(
  'oidc authenticator: initializing plugin: ',
  /initializing plugin: .*(?:no such host|did not match|\b40[0-9] |gave HTTP response|unsupported protocol|failed to decode|failed to unmarshal)/,
)

/** All that was found of them. */
export function ofParts(found: Read<typeof parts>): LogLine[] {
  return (Object.keys(parts) as (keyof typeof parts)[]).flatMap((name) => found[name])
}

/** Lines that several causes write: too little for a finding, enough for a question. */
export const partQuestions = {
  /** containerd runs, and its part for Kubernetes does not. */
  noCri: lines(
    'unknown service runtime.v1',
    /unknown service runtime\.v1\w*\.(?:Runtime|Image)Service/,
  ),
  /** The login service did not answer, which it may do later: the API server asks again. */
  loginAway: lines(
    'oidc authenticator: initializing plugin: ',
    /initializing plugin: .*(?:connection refused|i\/o timeout|deadline exceeded|Client\.Timeout|EOF|no route to host|\b50\d )/,
  ),
  /** k8s.io/apimachinery, net/interface.go: K3s looks for its own address there. */
  noDefaultRoute: lines('no default routes found in '),
  /** k8s.io/mount-utils splits /proc/mounts at its spaces, and a name that holds one has a field too many. */
  spacedMount: lines('wrong number of fields (expected 6, got '),
  /** `systemctl status` of a unit that ends again and again, with none of its own lines. */
  unitEnds: pastedLines('Active: activating (auto-restart)'),
}

/** What is asked where nothing else was heard. */
export function askOfParts(found: Read<typeof partQuestions>): PatternOutcome {
  if (found.noCri.length > 0)
    return unknown(
      'containerd answers, and its part for Kubernetes does not: it is switched off in its file, failed at its start, or is too old',
      {
        next: 'grep -n disabled_plugins /etc/containerd/config.toml; containerd --version; ctr plugins ls | grep cri; grep -i cri /var/lib/rancher/k3s/agent/containerd/containerd.log | tail',
      },
    )
  if (found.loginAway.length > 0)
    return unknown(
      'the API server does not reach the login service (OIDC): it is down, runs in this same cluster, or the way from the server to it is cut; the cluster runs on, but nobody who logs in there is let in',
      {
        next: 'on the server: curl -v ISSUER/.well-known/openid-configuration; kubectl get pods -A | grep -iE "dex|keycloak|authentik|pinniped"; grep -rn oidc /etc/rancher/k3s',
      },
    )
  if (found.noDefaultRoute.length > 0)
    return unknown(
      'the node had no default route when K3s looked for its own address: the network was not up yet, or there is none',
      { next: 'ip route; networkctl status; nmcli device; grep -r node-ip /etc/rancher/k3s' },
    )
  if (found.spacedMount.length > 0)
    return unknown(
      'the kubelet cannot read the list of mounts: one of them has a space in its name, as those of Docker Desktop within WSL have',
      { next: "awk 'NF != 6' /proc/mounts" },
    )
  if (found.unitEnds.length > 0)
    return unknown(
      'a unit ends with an error and systemd starts it again: the last lines of its own log say why',
      { next: 'journalctl -u k3s -u k3s-agent -u kubelet -n 50 --no-pager' },
    )
  return noMatch
}
