import { lines } from '#src/model/line.ts'
import { match, noMatch, type Reason, unknown } from '#src/model/verdict.ts'
import { definePattern } from '../../../define-pattern.ts'
import { platformTrouble, probeKilled } from '../../words/pods.ts'

/** Where a program's own words stand; K3s, the kernel and Longhorn have their own patterns. */
const ofPrograms = ['pods', 'events'] as const

/** The kubelet cannot even start it: an object or a program that the manifest names is missing. */
const missing = lines(
  [
    'CreateContainerConfigError',
    'executable file not found in $PATH',
    'references non-existent secret key',
    'references non-existent config key',
    "couldn't find key",
    'secret "',
    'configmap "',
    ': exec: "',
  ],
  /CreateContainerConfigError|exec: "[^"]+": (?:stat \S+: no such file or directory|permission denied)|executable file not found in \$PATH|non-existent (?:secret|config) key|couldn't find key .* in (?:Secret|ConfigMap)|(?:secret|configmap) "[^"]+" not found/,
)
/** Settings that a program refuses, in the words of common servers and languages. */
const settings = lines(
  [
    '[emerg]',
    'invalid configuration',
    'nvalid config',
    'onfiguration error',
    'yaml: ',
    'ailed to load config',
    'ailed to parse config',
    'error parsing config',
    'unknown flag',
    'nrecognized option',
    'unrecognized arguments',
    'unknown configuration parameter',
    'bad directive',
    'environment variable',
    'is not set',
    'invalid value',
    'required setting',
  ],
  // K3s reads flags and YAML as well; its own words belong to another pattern.
  /^(?!.*(?:\bk3s\b|kubelet|apiserver|controller-manager|scheduler exited|NodeStatus)).*(?:nginx: \[emerg\](?!.*[Aa]ddress (?:already )?in use)|invalid configuration|[Ii]nvalid config\b|[Cc]onfiguration error|yaml: (?:line \d+|unmarshal|mapping)|(?:ailed to (?:load|parse)|rror parsing) (?:the )?config|unknown flag|unrecognized (?:option|arguments)|unrecognized configuration parameter|(?:environment variable|env var) \S+ (?:is )?(?:not set|required|missing)|(?:required|missing).*environment variable)/,
  ofPrograms,
)
/** Data that a program refuses. */
const data = lines(
  [
    'password authentication failed',
    'Access denied for user',
    'authentication failed',
    'database "',
    'role "',
    'not in this server',
    'could not start WAL streaming',
    'requested WAL segment',
    'database files are incompatible',
    'data directory',
    'igration failed',
    'ncompatible version',
    'schema version',
    'corrupted',
    'NOAUTH',
    'WRONGPASS',
    'relation "',
    'is not compatible with',
    'duplicate key value',
    'lock file',
    'no such table: ',
    'no such column: ',
    ' constraint failed: ',
    'column "',
    "Unknown column '",
    "doesn't exist",
    'permission denied for ',
    'unhealthy instances in the ring',
  ],
  /^(?!.*\bkine\b).*(?:no such (?:table|column): |(?:NOT NULL|UNIQUE|FOREIGN KEY|CHECK) constraint failed: |column "[^"]+" does not exist|Unknown column '|Table '[^']+' doesn't exist|permission denied for (?:table|schema|relation|sequence|database|column|function) |too many unhealthy instances in the ring)|password authentication failed|Access denied for user|(?:database|role|relation) "[^"]+" does not exist|not in this server's history|could not start WAL streaming|requested WAL segment \S+ has already been removed|database files are incompatible|data directory .*(?:wrong ownership|invalid permissions|not empty)|[Mm]igration failed|WRONGPASS|NOAUTH|is not compatible with this version|lock file .* already exists/,
  ofPrograms,
)
/** A program that ends over a defect of its own. */
const crash = lines(
  [
    'Traceback (most recent call last)',
    'Exception in thread',
    'Cannot find module',
    'ModuleNotFoundError',
    'ImportError',
    'UnhandledPromiseRejection',
    'thread ',
    'ClassNotFoundException',
    'NullPointerException',
    'java.lang.',
    'ermission denied',
    'EACCES: ',
  ],
  /PermissionError: |EACCES: permission denied|Traceback \(most recent|Exception in thread|Cannot find module|ModuleNotFoundError|ImportError|UnhandledPromiseRejection|thread '.*' panicked|(?:ClassNotFound|NullPointer)Exception|(?:mkdir|open|touch|chown|chmod|cannot (?:create|open)|can't open)\b.*[Pp]ermission denied/,
  ofPrograms,
)
/** The pod suffers from it. */
const suffers = lines(
  [
    'CrashLoopBackOff',
    'Back-off restarting',
    'probe failed',
    'exit code',
    'Exit Code',
    'xited with code',
    '0/1 ',
    'panic: ',
  ],
  /^panic: |CrashLoopBackOff|Back-off restarting|probe failed|[Ee]xit(?:ed)? (?:with )?[Cc]ode:?\s*[1-9]|\s0\/1\s/,
)
const httpFails = lines('probe failed', /HTTP probe failed with statuscode: (?:4\d\d|5\d\d)/)
/** The program answers that it knows no such page, or not this caller: no time will change that. */
const wrongProbe = lines(
  'probe failed',
  /(?:iveness|tartup) probe failed: HTTP probe failed with statuscode: 4(?:0[0-5]|10|15)\b/,
)

export default definePattern({
  id: 'app-fault',
  title: "An application's own settings or data, or a service it needs, are wrong",
  severity: 'warning',
  stage: 'experimental',
  since: '0.1.0',
  scope: 'cluster',
  reads: {
    missing,
    settings,
    data,
    crash,
    suffers,
    httpFails,
    wrongProbe,
    probeKilled,
    platformTrouble,
  },
  explains: { anywhere: ['pods-not-well', 'probe-too-strict'] },
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
  ],
  remedy: 'correct-application',
  docs: {
    meaning:
      'The program starts, refuses its settings, data or login in its own words, and ends or never becomes ready. The cluster under it is well.',
    impact: 'This one application. Restarting it changes nothing.',
    diagnosis:
      '`kubectl -n NAMESPACE logs POD --previous | tail -30`: the first error, not the last. `kubectl -n NAMESPACE get pod POD -o yaml` for what it was given. Note that Kubernetes adds variables such as NAME_PORT=tcp://… for each service.',
    mitigation:
      'Correct what the message names: the variable, Secret, ConfigMap, permission (`fsGroup`), the path or port of a probe, or the data. For a database replica that has left the history of its primary, make it anew from a backup of the primary.',
    references: [
      'https://kubernetes.io/docs/tasks/debug/debug-application/debug-pods/',
      'https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables',
      'https://www.postgresql.org/docs/current/continuous-archiving.html#BACKUP-TIMELINES',
      'https://github.com/postgres/postgres/blob/master/src/backend/catalog/aclchk.c',
      'https://www.sqlite.org/rescode.html#constraint',
      'https://github.com/grafana/dskit/blob/main/ring/replication_strategy.go',
    ],
  },

  match(evidence) {
    const { missing, settings, data, crash, suffers, httpFails, wrongProbe, probeKilled } = evidence
    // Whoever stands on a sick platform says many things.
    if (evidence.platformTrouble.length > 0) return noMatch
    const named: Reason[] = [...missing, ...settings, ...data]
    if (named.length > 0) return match('suspected', [...named, ...suffers])
    if (crash.length > 0 && suffers.length > 0) return match('suspected', [...crash, ...suffers])
    if (wrongProbe.length > 0 && probeKilled.length > 0)
      return match('suspected', [...wrongProbe, ...probeKilled])
    return httpFails.length > 0
      ? unknown('the program answers its probe, and the answer is an error: its log says why', {
          next: 'kubectl -n NAMESPACE logs POD --tail=50',
        })
      : noMatch
  },
})
