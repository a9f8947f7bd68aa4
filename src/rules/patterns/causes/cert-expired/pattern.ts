import type * as z from 'zod'
import type { Origin } from '#src/model/facts/define.ts'
import { apiHealth, events } from '#src/model/facts/kubernetes.ts'
import { certificates, timeSync } from '#src/model/facts/node.ts'
import { type LogLine, lines, pastedLines } from '#src/model/line.ts'
import {
  because,
  match,
  noMatch,
  type PatternOutcome,
  type Reason,
  unknown,
} from '#src/model/verdict.ts'
import { definePattern } from '../../../define-pattern.ts'
import { addressIn, isOfCluster } from '../../words/certificate-owner.ts'
import {
  clockIsOff,
  expired,
  expiringSoon,
  judgeTimes,
  refusedDates,
} from '../../words/validity.ts'
import { sentences } from './told.ts'

/** A kubeconfig is a copy: it does not take part in the renewal. */
const loggedOut = lines([
  'ou must be logged in to the server',
  'asked for the client to provide credentials',
])

/** Rows of `kubectl get` whose AGE is a year or more: what was made with that cluster lived for one. */
const yearOld = pastedLines(
  ['Ready ', 'Running ', 'Completed '],
  /^\s*(?:\S+\s+){1,2}(?:\d+\/\d+\s+)?(?:(?:Not)?Ready\S*|Running|Completed)\s.*\s(?:[1-9]\d*y(?:\d+d)?|(?:36[5-9]|3[7-9]\d|[4-9]\d\d|\d{4,})d)(?:\s|$)/,
)

/** A kubelet whose client certificate is no longer good looks for the file of its first join. */
const noBootstrap = lines(
  'unable to load bootstrap kubeconfig',
  /unable to load bootstrap kubeconfig: .*no such file/,
)

/**
 * The API server answers 401 to a kubelet, or to K3s itself, that runs already: it says to its own log
 * alone why it takes their certificate for nobody's (kubelet pkg/kubelet/kubelet_node_status.go, client-go
 * reflector, component-helpers lease controller).
 */
const kubeletRefused = lines(
  ['err="Unauthorized', ': Unauthorized'],
  /(?:register node|node status|getting node|lease|update lock|resource lock|failed to (?:list|watch) \*v1\.).*Unauthorized"?/,
  ['k3s', 'system'],
)

/**
 * Registries of the public: their certificates are renewed by people who live from it. One that
 * seems to have ended is a wrong clock, or somebody in between.
 */
const publicRegistry =
  /\b(?:docker\.io|docker\.com|gcr\.io|k8s\.io|quay\.io|ghcr\.io|pkg\.dev|mcr\.microsoft\.com|public\.ecr\.aws|registry\.gitlab\.com|registry\.rancher\.com|registry\.suse\.com)\b/

export default definePattern({
  id: 'cert-expired',
  title: 'A certificate has run out',
  severity: 'critical',
  stage: 'stable',
  since: '0.1.0',
  reads: {
    certificates,
    apiHealth,
    events,
    timeSync,
    refusedDates,
    expired,
    expiringSoon,
    loggedOut,
    yearOld,
    noBootstrap,
    kubeletRefused,
  },
  told: sentences,
  explains: {
    onSameNode: [
      'k3s-restarting',
      'node-silent',
      'server-unreachable-from-agent',
      'cert-not-trusted',
    ],
    anywhere: ['api-not-ready', 'pods-not-well', 'etcd-quorum-or-member'],
  },
  rivals: [
    {
      cause: 'clock-skew',
      tell: 'The message says `is before`, or its current time is not the time of day: compare with `date -u`.',
    },
    {
      cause: 'image-unusable',
      tell: 'Only pulls from one registry fail: no certificate of the cluster has ended. A public registry means a wrong clock, or a proxy in between.',
    },
    {
      cause: 'app-fault',
      tell: 'The line is of an application, or names an address and a port that are none of the cluster: renew that certificate; K3s has no part in it.',
    },
    {
      cause: 'cert-not-trusted',
      tell: '`signed by unknown authority`: the dates are fine, the authority is another one.',
    },
  ],
  remedy: 'certificates',
  docs: {
    meaning:
      "K3s's own certificates live 365 days and are renewed when K3s starts with fewer than 120 days left. One that runs for a year without a restart gets past the end. Copies of the kubeconfig, and certificates of webhooks and registries, end on their own.",
    impact:
      'Whoever shows or meets that certificate is refused: kubectl, agents, or the components of the server among themselves. Running pods go on.',
    diagnosis:
      'First be sure of the clock: `date -u; timedatectl`. Then `k3s certificate check --output table` on {node}, or `openssl x509 -enddate -noout -in FILE` for any other certificate.',
    mitigation:
      'Restart K3s on the servers, one after the other, then on the agents: it renews what is about to end. If it did not, `bramble certificates rotate` while the API still answers, else `k3s certificate rotate` on each node with K3s stopped. Copy /etc/rancher/k3s/k3s.yaml again to where kubectl runs.',
    references: [
      'https://docs.k3s.io/cli/certificate',
      'https://docs.k3s.io/installation/requirements#networking',
      'https://github.com/k3s-io/k3s/issues/4047',
      'https://github.com/k3s-io/k3s/issues/3047',
      'https://github.com/kubernetes-sigs/metrics-server/issues/1059',
    ],
  },

  match(evidence, { now }) {
    const { refusedDates, expired, timeSync, apiHealth } = evidence
    const ended = endedCertificates(evidence.certificates, now)
    const client = apiHealth
      .filter((answer) => answer.errorCode === 'CERT_HAS_EXPIRED')
      .map((answer) => because(answer, `the certificate of ${answer.address} has expired`))
    const dates = judgeTimes(refusedDates, now)
    const refused = [...dates.after, ...dates.unstated, ...expired]
    const own = refused.filter(({ text }) => !publicRegistry.test(text))
    const said: Reason[] = [...own.filter(isOfCluster), ...client]
    if (clockIsOff(timeSync, now)) return noMatch
    if (ended.length > 0) return match('confirmed', [...ended, ...said])
    if (dates.wrongClock.length > 0) return noMatch
    if (dates.doubtful.length > 0)
      return unknown('a certificate ended years ago, or the clock is years ahead', {
        next: 'date -u; timedatectl',
      })
    if (said.length > 0) return byClockOf(timeSync, said)
    if (refused.length > 0) return own.length > 0 ? ofAnother(own) : ofPublicRegistry
    return withoutRefusal(evidence)
  },
})

interface Unrefused {
  readonly expiringSoon: readonly LogLine[]
  readonly events: readonly (z.infer<typeof events.schema> & Origin)[]
  readonly noBootstrap: readonly LogLine[]
  readonly kubeletRefused: readonly LogLine[]
  readonly loggedOut: readonly LogLine[]
  readonly yearOld: readonly LogLine[]
}

function withoutRefusal(seen: Unrefused): PatternOutcome {
  const soon = [...seen.expiringSoon, ...soonEvents(seen.events)]
  if (soon.length > 0) return match('suspected', soon, { severity: 'warning' })
  if (seen.noBootstrap.length > 0) return kubeletWithout
  if (seen.kubeletRefused.length > 0) return kubeletUnknown
  if (seen.loggedOut.length === 0) return noMatch
  return seen.yearOld.length > 0
    ? match('suspected', [...seen.loggedOut, ...seen.yearOld])
    : refusedUser
}

const refusedUser = unknown(
  "kubectl's own credentials are refused: they have ended, or are another cluster's",
  { next: 'k3s certificate check --output table' },
)

const kubeletWithout = unknown(
  'the kubelet has no client certificate that is good: it has ended, or the node never joined',
  {
    next: 'openssl x509 -enddate -noout -in /var/lib/kubelet/pki/kubelet-client-current.pem; ls -l /etc/kubernetes/kubelet.conf',
  },
)

const kubeletUnknown = unknown(
  "the API server takes this node's certificate for nobody's: it has ended, another authority signed it, or one of the two clocks is wrong",
  {
    next: 'date -u; k3s certificate check --output table; on the server: date -u; journalctl -u k3s | grep "nable to authenticate the request" | tail -3',
  },
)

const ofPublicRegistry = unknown(
  "the certificate of a public registry seems to have ended: is this node's clock right?",
  { next: 'date -u; timedatectl' },
)

/** To restart K3s helps nobody whose own certificate, or whose server's, has ended. */
function ofAnother(refused: readonly LogLine[]): PatternOutcome {
  const address = refused.map(({ text }) => addressIn(text)).find((one) => one !== undefined)
  return unknown(
    "a certificate has ended, and nothing shows that it is K3s's own: it may be an application's, or of whom that speaks to",
    {
      next: `date -u; openssl s_client -connect ${address ?? 'HOST:PORT'} </dev/null 2>/dev/null | openssl x509 -noout -subject -issuer -enddate; k3s certificate check --output table`,
    },
  )
}

const ofRegistry = /\bpull|\/v2\//

/** A clock that a time server keeps is right, so the certificate is what ended. */
function byClockOf(
  clocks: readonly z.infer<typeof timeSync.schema>[],
  said: readonly Reason[],
): PatternOutcome {
  // No renewal of K3s's own helps where a registry's has ended.
  const remedy = said.every(({ text }) => ofRegistry.test(text)) ? { remedy: 'correct-image' } : {}
  const isKept = clocks.length > 0 && clocks.every((clock) => clock.synchronized === true)
  return isKept
    ? match('confirmed', said, { against: ['a time server keeps the clock right'], ...remedy })
    : match('suspected', said, remedy)
}

type Certificate = z.infer<typeof certificates.schema> & Origin

function endedCertificates(known: readonly Certificate[], now: number): Reason[] {
  return known
    .filter((certificate) => Date.parse(certificate.notAfter) < now)
    .map((certificate) =>
      because(certificate, `${certificate.path} ended at ${certificate.notAfter}`),
    )
}

function soonEvents(known: readonly (z.infer<typeof events.schema> & Origin)[]): Reason[] {
  return known
    .filter((event) => event.reason === 'CertificateExpirationWarning')
    .map((event) => because(event, event.message))
}
