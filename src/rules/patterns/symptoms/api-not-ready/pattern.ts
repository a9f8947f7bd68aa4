import type * as z from 'zod'
import type { Origin } from '#src/model/facts/define.ts'
import { apiHealth } from '#src/model/facts/kubernetes.ts'
import { pressure, units } from '#src/model/facts/node.ts'
import { sshSessions } from '#src/model/facts/ssh-session.ts'
import { type LogLine, lines } from '#src/model/line.ts'
import { because, match, noMatch, type PatternOutcome, type Reason } from '#src/model/verdict.ts'
import { isSilence } from '../../../api-error-codes.ts'
import { defineSymptom } from '../../../define-pattern.ts'
import { extensionUnable } from '../../words/extension-api.ts'
import { sentences } from './told.ts'
import { viewFromServers } from './view-from-servers.ts'

/** What kubectl and its kin say about a server that does not answer, or answers no. */
const refused = lines(
  [
    'Unable to connect to the server',
    'The connection to the server',
    "couldn't get current server API group list",
    'the server is currently unable to handle the request',
    'Error from server (ServiceUnavailable)',
    'Error from server (Timeout)',
    'Error from server (InternalError): an error on the server',
    'apiserver not ready',
    'readyz check failed',
    'healthz check failed',
    'livez check failed',
    'the server was unable to return a response in the time allotted',
  ],
  // kubectl without a kubeconfig asks localhost:8080, where no K3s ever listens.
  /^(?!.*localhost:8080)/,
)
/** One API among many, of a pod: all others are there. */
const isExtension = ({ text }: LogLine): boolean => extensionUnable.test(text)
const failedChecks = lines('failed: reason withheld', /^\s*\[-\](?<check>\S+)/)
/** K3s says so once its own API answers: what was refused before that was only the start. */
const started = lines('k3s is up and running')

export default defineSymptom({
  id: 'api-not-ready',
  title: 'The Kubernetes API does not answer as it should',
  severity: 'critical',
  stage: 'stable',
  since: '0.1.0',
  scope: 'cluster',
  reads: { apiHealth, refused, failedChecks, started, units, pressure, sshSessions },
  told: sentences,
  rivals: [
    {
      cause: 'cert-expired',
      tell: 'The client itself refuses: the error names a certificate.',
    },
    {
      cause: 'server-unreachable-from-agent',
      tell: 'Only one node cannot reach it; kubectl elsewhere works.',
    },
  ],
  decides: 'kubectl get --raw "/readyz?verbose"',
  remedy: 'restore-api',
  docs: {
    meaning: 'The API server is away, is starting, or says that one of its own checks fails.',
    impact: 'Nothing can be changed or seen in the cluster. What runs, runs on.',
    diagnosis:
      'On a server node: `k3s kubectl get --raw "/readyz?verbose"` names the failing check; `systemctl status k3s; journalctl -u k3s -n 100`.',
    mitigation: 'Remove the cause that the journal of the server names.',
    references: [
      'https://kubernetes.io/docs/reference/using-api/health-checks/',
      'https://github.com/k3s-io/k3s/issues/3723',
    ],
  },

  match({ apiHealth, refused, failedChecks, started, ...servers }) {
    const away = apiHealth
      .filter((answer) => !answer.ready)
      .map((answer) => because(answer, wordsFor(answer)))
    // Several servers are asked: as long as one is ready, the API is there.
    if (away.length > 0 && away.length === apiHealth.length)
      return whereToLook([...away, ...refused], apiHealth.every(isSilence), servers)
    if (apiHealth.length > 0) return noMatch
    const said: Reason[] = [...failedChecks, ...refused].filter(
      (line) => !isOver(line, started) && !isExtension(line),
    )
    return said.length > 0 ? match('suspected', said) : noMatch
  },
})

/** What does not answer from here is asked on its own node, and a node that is gone, of the others. */
function whereToLook(
  seen: readonly Reason[],
  isSilent: boolean,
  servers: Parameters<typeof viewFromServers>[0],
): PatternOutcome {
  const view = isSilent ? viewFromServers(servers) : undefined
  if (!view) return match('confirmed', seen)
  return match('confirmed', [...seen, ...view.evidence], { decides: view.decides })
}

function isOver({ node, lastAt }: LogLine, started: readonly LogLine[]): boolean {
  return started.some(
    (line) => line.node === node && (lastAt ?? Infinity) < (line.lastAt ?? -Infinity),
  )
}

function wordsFor({
  address,
  errorMessage,
  failedChecks,
}: z.infer<typeof apiHealth.schema> & Origin): string {
  if (errorMessage !== undefined) return `${address}: ${errorMessage}`
  return `${address} is not ready: ${failedChecks.join(', ') || 'no check is named'}`
}
