import { nodes } from '#src/model/facts/kubernetes.ts'
import { logCoverage } from '#src/model/facts/log.ts'
import { lines } from '#src/model/line.ts'
import { match, noMatch, type Reason, unknown } from '#src/model/verdict.ts'
import { definePattern } from '../../../define-pattern.ts'
import { diskError, fileSystemError, journalAborted } from '../../words/node-kernel.ts'
import { unknownPartFlag } from '../../words/part-flags.ts'
import { platformTrouble, probeKilled } from '../../words/pods.ts'
import { mountFailedOnce } from '../../words/storage.ts'
import { adviceFor, allAdvice } from './advice.ts'
import { complaint, onlyComplaint } from './complaint.ts'
import { noSettings, noSuchFile } from './missing-files.ts'
import { foreignOption } from './mount-options.ts'
import { ofBelow } from './of-below.ts'
import { ask, questions } from './questions.ts'
import { isOwnRoot, readOnlyRoot } from './read-only-root.ts'
import { sentPlain, wrongScheme } from './scheme.ts'
import { servers } from './servers.ts'
import { sentences } from './told.ts'
import {
  crash,
  data,
  lastWord,
  missing,
  noSuchKind,
  noSuchService,
  notItsFiles,
  objectGone,
  outOfBounds,
  refusedOutside,
  release,
  settings,
  suffers,
  waitsForObject,
  wishes,
  wishOnly,
} from './words.ts'

const httpFails = lines('probe failed', /HTTP probe failed with statuscode: (?:4\d\d|5\d\d)/)
/**
 * The program answers that it knows no such page, not this caller, or that it is broken; or the
 * command of the probe may not or cannot be run: no time will change that. A file that is not there
 * may be the sign that a slow program has yet to give.
 */
const wrongProbe = lines(
  'probe failed',
  /(?:iveness|tartup) probe failed: (?:HTTP probe failed with statuscode: (?:4(?:0[0-5]|10|15)|50[01])\b|.*(?:[Pp]ermission denied|: not found|executable file not found in \$PATH.*)$)/,
)

export default definePattern({
  id: 'app-fault',
  title: "An application's own settings or data, or a service it needs, are wrong",
  severity: 'warning',
  stage: 'experimental',
  since: '0.1.0',
  scope: 'cluster',
  isGeneral: true,
  reads: {
    ...questions,
    missing,
    settings,
    servers,
    data,
    crash,
    notItsFiles,
    noSuchService,
    noSuchKind,
    noSuchFile,
    noSettings,
    foreignOption,
    readOnlyRoot,
    journalAborted,
    fileSystemError,
    diskError,
    wrongScheme,
    sentPlain,
    objectGone,
    outOfBounds,
    release,
    wishes,
    refusedOutside,
    lastWord,
    suffers,
    httpFails,
    wrongProbe,
    probeKilled,
    platformTrouble,
    complaint,
    ofBelow,
    nodes,
    logCoverage,
  },
  told: sentences,
  explains: { anywhere: ['pods-not-well', 'probe-too-strict', 'volume-not-mounting'] },
  rivals: [
    {
      cause: 'probe-too-strict',
      tell: 'The program says nothing of trouble and is killed while it starts.',
    },
    {
      cause: 'traffic-blocked',
      tell: 'The service that it needs answers others, from another namespace.',
    },
    {
      cause: 'volume-full',
      tell: '`No space left on device` in its words.',
    },
    {
      cause: 'oom-container-limit',
      tell: 'Exit code 137 and OOMKilled, not an error of its own.',
    },
    {
      cause: 'filesystem-corruption',
      tell: 'The kernel remounts a file system read-only, and other pods of the node cannot write either.',
    },
  ],
  remedy: 'correct-application',
  docs: {
    meaning:
      'The program starts, refuses its settings, data or login in its own words, and ends or never becomes ready. The cluster under it is well.',
    impact: 'This one application. Restarting it changes nothing.',
    diagnosis:
      '`kubectl -n NAMESPACE logs POD --previous | tail -30`: the first error, not the last. `kubectl -n NAMESPACE get pod POD -o yaml` for what it was given. Note that Kubernetes adds variables such as NAME_PORT=tcp://… for each service.',
    mitigation: allAdvice,
    references: [
      'https://kubernetes.io/docs/tasks/debug/debug-application/debug-pods/',
      'https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables',
      'https://kubernetes.io/docs/tasks/configure-pod-container/security-context/',
      'https://www.postgresql.org/docs/current/continuous-archiving.html#BACKUP-TIMELINES',
      'https://github.com/postgres/postgres/blob/master/src/backend/catalog/aclchk.c',
      'https://www.sqlite.org/rescode.html#constraint',
      'https://github.com/grafana/dskit/blob/main/ring/replication_strategy.go',
      'https://github.com/kubernetes/kubernetes/tree/master/pkg/scheduler/framework/plugins',
      'https://github.com/rancher/local-path-provisioner/blob/master/provisioner.go',
      'https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html',
      'https://www.rfc-editor.org/rfc/rfc8555#section-6.7',
      'https://github.com/longhorn/longhorn-engine/blob/master/pkg/replica/backing_file.go',
    ],
  },
  advise: adviceFor,

  match(evidence) {
    // Whoever stands on a sick platform says many things; this one line bears its own reason.
    if (evidence.foreignOption.length > 0) return match('suspected', evidence.foreignOption)
    const ofDisks = [evidence.journalAborted, evidence.fileSystemError, evidence.diskError].flat()
    if (isOwnRoot(evidence.readOnlyRoot, evidence.platformTrouble, ofDisks))
      return match('suspected', evidence.readOnlyRoot)
    if (isPlatformSick(evidence)) return noMatch
    const { suffers, httpFails } = evidence
    const named = [
      evidence.missing.filter((line) => !mountFailedOnce(line)),
      evidence.settings.filter(({ text }) => !unknownPartFlag.test(text)),
      evidence.servers,
      evidence.data,
      evidence.notItsFiles,
      evidence.noSuchService,
      evidence.noSuchKind,
      evidence.noSuchFile,
      evidence.noSettings,
      evidence.wrongScheme,
      evidence.objectGone,
      evidence.outOfBounds,
      evidence.release,
      evidence.wishes,
      evidence.refusedOutside,
    ].flat()
    if (named.length > 0) return match('suspected', [...named, ...suffers])
    const ends = [
      both([...evidence.crash, ...evidence.lastWord], suffers),
      both(evidence.wrongProbe, evidence.probeKilled),
      both(evidence.sentPlain, httpFails),
    ].flat()
    if (ends.length > 0) return match('suspected', ends)
    const said = onlyComplaint(evidence)
    if (said.length > 0) return match('suspected', said)
    return httpFails.length > 0 ? itsLogSaysWhy : ask(evidence)
  },
})

const itsLogSaysWhy = unknown(
  'the program answers its probe, and the answer is an error: its log says why',
  { next: 'kubectl -n NAMESPACE logs POD --tail=50' },
)

interface Platform {
  readonly missing: readonly Reason[]
  readonly wishes: readonly Reason[]
  readonly platformTrouble: readonly { readonly text: string }[]
}

function isPlatformSick({ missing, wishes, platformTrouble }: Platform): boolean {
  if (missing.length + wishes.length === 0) return platformTrouble.length > 0
  return platformTrouble.some(({ text }) => !waitsForObject.test(text) && !wishOnly(text))
}

/** What counts only beside the other. */
function both(one: readonly Reason[], other: readonly Reason[]): readonly Reason[] {
  return one.length > 0 && other.length > 0 ? [...one, ...other] : []
}
