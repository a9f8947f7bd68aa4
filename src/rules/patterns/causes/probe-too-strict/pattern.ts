import { lines, pastedLines } from '#src/model/line.ts'
import { match, noMatch, type PatternOutcome, type Reason, unknown } from '#src/model/verdict.ts'
import { definePattern } from '../../../define-pattern.ts'
import {
  ofPrograms,
  platformTrouble,
  probeKilled,
  probeKills,
  probeTimesOut,
} from '../../words/pods.ts'
import * as life from './life.ts'
import { sentences } from './told.ts'

/** It ended without a complaint: told to stop, or done. */
const cleanEnd = lines(
  [
    'xit Code',
    'exitCode',
    'exit code',
    'exit: ',
    'eceived SIGTERM',
    'received signal',
    'shutting down',
    'Shutting down',
    'raceful',
  ],
  /[Ee]xit(?: ?[Cc]ode)?"?[:=]\s*"?(?:0|137|143)\b|[Ee]xit code (?:0|137|143)\b|[Rr]eceived (?:SIGTERM|signal)|[Ss]hutting down|[Gg]raceful/,
  ofPrograms,
)
/** Told to stop, again and again: the description of a pod without its events. */
const toldToStop = lines(['xit Code', 'exitCode'], /[Ee]xit ?[Cc]ode"?:\s*143\b/)
const looping = lines('CrashLoopBackOff')
/** A probe as somebody set it, pasted beside what happens. */
const probeSet = pastedLines(['livenessProbe:', 'startupProbe:'])
/** It ended by itself: then no probe had to end it. */
const ownEnd = lines(
  ['xit Code', 'exitCode', 'exit code'],
  /[Ee]xit ?[Cc]ode:?=?\s*"?(?!(?:0|137|143)\b)\d/,
)
/** It runs, and does not listen yet (pkg/probe/http, tcp); a startup probe has waited for that. */
const notListening = lines('iveness probe failed', /iveness probe failed.*connection refused/)
/** What it did when it was killed. */
const starting = lines(
  [
    'tarting',
    'nitializ',
    'igrat',
    'oading',
    'arming ',
    'ecovery',
    'not yet accepting',
    'the database system is starting up',
    'replaying',
    'Replaying',
    // Quarkus, Spring and their like, which tell how long it took.
    'tarted in ',
    'tarted app in ',
    'Started ',
  ],
  /\b[Ss]tarted (?:[\w.$]+ )?in \d+(?:[.,]\d+)? ?s\w*|\b(?:[Ss]tarting|[Ii]nitializ|[Rr]unning migrations?|[Mm]igrating|[Ll]oading|[Ww]arming|not yet accepting|starting up|[Rr]eplaying)/,
  ofPrograms,
)
/** An error of its own speaks against it. */
const ownError = lines(
  [
    'FATAL',
    'fatal',
    'panic',
    'ERROR',
    'rror:',
    'Exception',
    'Traceback',
    '[emerg]',
    'statuscode: 5',
    'statuscode: 4',
  ],
  /\bFATAL\b|level=fatal|panic:|\bERROR\b|\b[Ee]rror:|Exception|Traceback|\[emerg\]|statuscode: [45]/,
  ofPrograms,
)

export default definePattern({
  id: 'probe-too-strict',
  title: 'A probe kills a container that is only slow',
  severity: 'warning',
  stage: 'experimental',
  since: '0.1.0',
  scope: 'cluster',
  reads: {
    probeKills,
    probeTimesOut,
    probeKilled,
    cleanEnd,
    ownEnd,
    toldToStop,
    looping,
    probeSet,
    notListening,
    starting,
    ownError,
    platformTrouble,
    begun: life.begun,
    ended: life.ended,
    described: life.described,
    delay: life.delay,
    period: life.period,
    failures: life.failures,
  },
  told: sentences,
  explains: { anywhere: ['pods-not-well'] },
  rivals: [
    {
      cause: 'app-fault',
      tell: 'The log of the container holds an error before it ends, or the probe gets an answer with an error.',
    },
    {
      cause: 'node-overload',
      tell: 'Probes of many pods on that node time out at once.',
    },
    {
      cause: 'oom-container-limit',
      tell: 'Exit code 137 with OOMKilled: memory, not the probe.',
    },
    {
      cause: 'longhorn-rebuild-saturation',
      tell: 'The probes of instance managers and engine images time out while replicas are rebuilt.',
    },
  ],
  remedy: 'give-probe-time',
  docs: {
    meaning:
      'The probe allows less time than the program needs on this board: to start, to migrate its data, or to answer while it is busy. The kubelet kills it, and it begins again.',
    impact:
      'Restarts after the same short life, each one from the beginning. A long migration never ends.',
    diagnosis:
      '`kubectl -n NAMESPACE describe pod POD`: `failed liveness probe, will be restarted`, exit code 137 or 143, no OOMKilled; `kubectl -n NAMESPACE logs POD --previous` stops in the middle without an error. Compare its life with initialDelaySeconds + periodSeconds × failureThreshold.',
    mitigation:
      'Add a startupProbe with a large failureThreshold, raise timeoutSeconds (the default is 1), or probe something cheaper.',
    references: [
      'https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/',
      'https://github.com/kubernetes/kubernetes/blob/master/pkg/kubelet/prober/prober.go',
      'https://github.com/kubernetes/kubernetes/blob/master/pkg/kubelet/prober/worker.go',
    ],
  },

  match(evidence) {
    if (speaksAgainst(evidence)) return noMatch
    const { probeKills, probeKilled, cleanEnd, starting } = evidence
    const onProbe = cleanEnd.length > 0 ? life.endedOnProbe(evidence) : []
    if (onProbe.length > 0) return match('suspected', [...probeKills, ...onProbe, ...cleanEnd])
    if (probeKills.length === 0) return withoutProbe(evidence)
    const slow = evidence.probeTimesOut.filter(({ text }) => /iveness|tartup/.test(text))
    const restarts = [...probeKilled, ...cleanEnd]
    const early = probeKilled.length > 0 ? evidence.notListening : []
    if (restarts.length > 0 && slow.length + starting.length + early.length > 0)
      return match('suspected', [...probeKills, ...restarts, ...starting])
    return probeKilled.length + slow.length > 0 ? slowOrBroken : noMatch
  },
})

const slowOrBroken = unknown('a probe fails: is the program slow, or broken?', {
  next: 'kubectl -n NAMESPACE logs POD --previous | tail; kubectl -n NAMESPACE describe pod POD | grep -A6 "Last State"',
})

const whoStops = unknown('a container is told to stop, again and again: by its probe?', {
  next: 'kubectl -n NAMESPACE describe pod POD | grep -iE "liveness|startup|killing"',
})

const asSet = unknown('a probe is shown as it is set: does it end the container?', {
  next: 'kubectl -n NAMESPACE describe pod POD | grep -iE "liveness|startup|killing|last state|exit code"; kubectl -n NAMESPACE logs POD --previous | tail',
})

interface Stopped {
  readonly toldToStop: readonly Reason[]
  readonly looping: readonly Reason[]
  readonly probeSet: readonly Reason[]
}

function withoutProbe({ toldToStop, looping, probeSet }: Stopped): PatternOutcome {
  if (toldToStop.length > 0 && looping.length > 0) return whoStops
  return probeSet.length > 0 ? asSet : noMatch
}

interface Against {
  readonly platformTrouble: readonly Reason[]
  readonly ownError: readonly Reason[]
  readonly ownEnd: readonly Reason[]
}

/** Trouble below it, or a program that complains or ends by itself. */
function speaksAgainst({ platformTrouble, ownError, ownEnd }: Against): boolean {
  return platformTrouble.length + ownError.length + ownEnd.length > 0
}
