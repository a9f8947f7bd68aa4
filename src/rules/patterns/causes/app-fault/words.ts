import { lines } from '#src/model/line.ts'
import { ofPrograms } from '../../words/pods.ts'

/**
 * What programs say when they end, in the words of common servers, languages and entry points of
 * images. None of it is said by the cluster itself.
 */

/** The kubelet cannot even start it: an object or a program that the manifest names is missing. */
export const missing = lines(
  [
    'CreateContainerConfigError',
    'executable file not found in $PATH',
    'references non-existent secret key',
    'references non-existent config key',
    "couldn't find key",
    'secret "',
    'configmap "',
    'secrets "',
    'configmaps "',
    ': exec: "',
    'hostPath type check failed',
    'serviceaccount "',
    'persistentvolumeclaim "',
    'container has runAsNonRoot',
    'PostStartHook failed',
    'error mounting "',
    'passphrase',
  ],
  /serviceaccount "(?!default")[^"]+" not found|persistentvolumeclaim "[^"]+" not found|container has runAsNonRoot|PostStartHook failed|error mounting "\/var\/lib\/kubelet\/\S+" to rootfs .*: not a directory|[Nn]o key available with this passphrase|missing passphrase for encrypted volume|CreateContainerConfigError|hostPath type check failed|exec: "(?!k3s-(?:server|agent)")[^"]+": (?:stat \S+: no such file or directory|permission denied)|(?<!exec: \\*"k3s-(?:server|agent)\\*": )executable file not found in \$PATH|non-existent (?:secret|config) key|couldn't find key .* in (?:Secret|ConfigMap)|(?:(?:secret|configmap) |MountVolume\.SetUp failed .*: (?:secret|configmap)s )"(?!kube-root-ca\.crt")[^"]+" not found/,
)
/** A mount that waits for such an object, and the kubelet's word about the wait: no trouble of disks. */
export const waitsForObject =
  /passphrase|(?:secrets?|configmaps?|persistentvolumeclaim) "[^"]+" not found|non-existent (?:secret|config) key|hostPath type check failed|nable to attach or mount volumes: /
/**
 * What a manifest asks and nobody can give it: a node with such labels or without such neighbours,
 * where the scheduler names no other hindrance (pkg/scheduler/framework/plugins); a class of storage;
 * what K3s's local-path does not do.
 */
export const wishes = lines(
  [
    "node(s) didn't ",
    // A node that keeps its device for pods that tolerate the taint of the same name.
    'node(s) had untolerated taint {',
    'claim and no storage class is set',
    'storageclass.storage.k8s.io "',
    'for claim "',
    "config doesn't contain ",
    'no local path available on',
    'access mode',
    'elector is not supported',
    'uses directIO by default',
    'no PriorityClass with name',
    'failed quota: ',
    ' usage per ',
    'already bound to a different claim',
    'Cannot bind to requested volume',
    'set in config.json failed',
  ],
  /nodes are available: (?:\d+ node\(s\) (?:didn't (?:match (?:Pod's node affinity(?:\/selector)?|node selector|pod (?:anti-)?affinity rules|pod topology spread constraints(?: \(missing required label\))?)|satisfy existing pods anti-affinity rules)|had untolerated taint \{(?:node-role\.kubernetes\.io\/[\w-]+|CriticalAddonsOnly): \w*\})(?:, (?=\d)|\.|$))+(?! ?\d)|nodes are available: (?=.*Insufficient (?<device>[\w.-]+\/[\w.-]*\w))(?=.*taint \{\k<device>: )(?:\d+ (?:node\(s\) (?:didn't match Pod's node affinity(?:\/selector)?|had untolerated taint \{(?:\k<device>|node-role\.kubernetes\.io\/[\w-]+|CriticalAddonsOnly): [\w.-]*\})|Insufficient \k<device>)(?:, (?=\d)|\.|$))+(?! ?\d)|claim and no storage class is set|storageclass\.storage\.k8s\.io "(?!longhorn(?:-static)?")[^"]+" not found|local-path.*(?:config doesn't contain (?:node|path) |only supports? ReadWriteOnce|[Ss]elector is not supported|no local path available on node )|multiple of \d+ bytes since Longhorn uses directIO|no PriorityClass with name \S+ was found|failed quota: \S+: must specify|is forbidden: (?:maximum|minimum) \w+ usage per |already bound to a different claim|Cannot bind to requested volume "|chdir to cwd \(\\*"[^"]+"\) set in config\.json failed/i,
)
/** A scheduler that names nothing but such a wish speaks of no trouble of nodes. */
export const wishOnly = (text: string): boolean =>
  /nodes are available: (?:persistentvolumeclaim "[^"]+" not found|(?!.*(?:Insufficient (?![\w.-]+\/)|Too many pods|volume|unschedulable|node\.kubernetes\.io|free ports|unbound)))/.test(
    text,
  )
/** Settings that a program refuses, in the words of common servers and languages. */
export const settings = lines(
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
    'field not found, node: ',
    'unknown shorthand flag',
    'flag provided but not defined',
    'flag needs an argument',
    'rror loading config',
    'nitialized and ',
    'violates PodSecurity',
    'exceeded quota: ',
    'is forbidden: User "system:serviceaccount:',
    // A structured log escapes the quotes of the answer that it wraps (klog's `err=`, logrus' `error=`).
    'is forbidden: User \\"system:serviceaccount:',
    ' is invalid: spec',
    'onfig is invalid',
    'onfiguration is invalid',
    'rovisioning error: ',
    'Datasource ',
  ],
  // K3s reads flags and YAML as well; its own words belong to another pattern.
  /^(?!.*(?:\bk3s\b|kubelet|apiserver|controller-manager|scheduler exited|NodeStatus)).*(?:nginx: \[emerg\](?!.*[Aa]ddress (?:already )?in use)|invalid configuration|[Ii]nvalid config\b|[Cc]onfig(?:uration)? is invalid|[Pp]rovisioning error: |Datasource (?:named )?\S+ was not found|[Cc]onfiguration error|yaml: (?:line \d+|unmarshal|mapping)|(?:ailed to (?:load|parse)|rror parsing) (?:the )?config|unknown (?:shorthand )?flag|^flag provided but not defined: -|^flag needs an argument: -|^invalid value "[^"]*" for flag -|field not found, node: |rror loading config|[Dd]atabase is uninitialized and|violates PodSecurity|exceeded quota: |is forbidden: User \\*"system:serviceaccount:(?!kube-system:)|\S+ "[^"]+" is invalid: spec[.:]|unrecognized (?:option|arguments)|unrecognized configuration parameter|(?:environment variable|env var) \S+ (?:is )?(?:not set|required|missing)|(?:required|missing).*environment variable)/,
  ofPrograms,
)
/** A setting outside of its bounds, in a last word; the name of the setting may hold any other word. */
export const outOfBounds = lines(
  ['must be ', 'should be '],
  /(?:^panic: |^[Ee]rror: |\bFATAL\b|level=fatal|"level":"fatal").*\b(?:must|should) be (?:larger|greater|less|smaller|lower|higher|at least|at most|one of|set|positive|non-empty|a valid|between)\b/,
  ofPrograms,
)
/**
 * A service outside that knows this caller and refuses it: an object store (AWS's codes, which all
 * of them use), Let's Encrypt; and what Traefik says of its own files and Secrets.
 */
export const refusedOutside = lines(
  [
    'InvalidAccessKeyId',
    'SignatureDoesNotMatch',
    'NoSuchBucket',
    'access key not found',
    'urn:ietf:params:acme:error:',
    'are too open, please use 600',
    'rror configuring TLS',
  ],
  /InvalidAccessKeyId|SignatureDoesNotMatch|NoSuchBucket|s3 credential (?:secret )?access key not found|acme:error:(?:rateLimited|unauthorized|rejectedIdentifier|malformed|caa|accountDoesNotExist|invalidContact|unsupportedContact)\b|permissions \d+ for \S+ are too open, please use 600|rror configuring TLS.*[Ss]ecret \S+ does not exist/,
)
/** Data that a program refuses. */
export const data = lines(
  [
    'password authentication failed',
    'invalid username-password pair',
    'uthentication failed against database',
    'MongoServerError: Authentication failed',
    'sasl conversation error',
    'replica set IDs do not match',
    'provided database credentials',
    'ccess denied for user',
    'authentication failed',
    'no password supplied',
    // HashiCorp Vault and OpenBao (api/response.go).
    'Code: 403. Errors:',
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
    'column ',
    "Unknown column '",
    "doesn't exist",
    'permission denied for ',
    'unhealthy instances in the ring',
    'with a problem in the ring',
    'efusing to ',
    'did not complete',
    'is higher than the ',
    'for a newer ',
    'downgrading is not supported',
    'lock DB directory',
    'exists but is not empty',
    'ault is sealed',
    // LMDB (OpenLDAP, Garage): the size that its map was given, not that of the disk.
    'MDB_MAP_FULL',
  ],
  /^(?!.*\bkine\b).*(?:auth error: sasl conversation error: |replica set IDs do not match|no such (?:table|column): |(?:NOT NULL|UNIQUE|FOREIGN KEY|CHECK) constraint failed: |column (?:"[^"]+"|[\w.]+) does not exist|Unknown column '|Table '[^']+' doesn't exist|permission denied for (?:table|schema|relation|sequence|database|column|function) |too many unhealthy instances in the ring|with a problem in the ring|(?<!\b(?:pods?|nodes?|services?|containers?|agents?|servers?|is|are|was|were|it|k3s|kubelet) )[Rr]efusing to (?:start|run|boot|report|continue)|[Mm]igrations? did not complete)|password authentication failed|invalid username-password pair|uthentication failed against database|MongoServerError: Authentication failed|provided database credentials .*not valid|no password supplied|Code: 403\. Errors:|[Aa]ccess denied for user|(?:database|role|relation) "[^"]+" does not exist|not in this server's history|could not start WAL streaming|requested WAL segment \S+ has already been removed|database files are incompatible|data directory .*(?:wrong ownership|invalid permissions|not empty)|[Mm]igration failed|WRONGPASS|NOAUTH|is not compatible with this version|lock file .* already exists|version of the data .* is higher than|database .* is for a newer|downgrading is not supported|lock DB directory: |directory "[^"]+" exists but is not empty|[Vv]ault is sealed|MDB_MAP_FULL: /,
  ofPrograms,
)
/**
 * A name that only the cluster could know, and does not: a service of the same namespace, or one
 * that is written out. The name server answered; with other words it would not have (`Try again`).
 * Where no name server is told, it may also have been asked outside of the cluster.
 */
export const noSuchService = lines(
  [
    ': no such host',
    'ENOTFOUND ',
    'ould not translate host name',
    'UnknownHostException: ',
    'Unknown MySQL server host',
    'Unknown server host',
  ],
  /(?:lookup (?!longhorn-|kubernetes)(?:[a-z\d-]+\.?|\S+\.svc(?:\.\S+)?) on \S+:53: no such host|(?:^|lookup |\/\/)(?!longhorn-|kubernetes)[\w-]+\.[\w-]+\.svc(?:\.cluster\.local)?\.?(?:[:/][^\s"\\]*)?\\*"?: no such host|ENOTFOUND (?:[a-z\d-]+|\S+\.svc(?:\.\S+)?)(?=\s|:|$)|translate host name "(?:[a-z\d-]+|\S+\.svc(?:\.\S+)?)" to address: Name or service not known|UnknownHostException: (?:[a-z\d-]+|\S+\.svc(?:\.\S+)?)(?=\s|:|$)|Unknown (?:MySQL )?server host '(?:[a-z\d-]+|\S+\.svc(?:\.\S+)?)' \(-2\))/,
  ofPrograms,
)
/** A kind of object that the API server does not serve, or not in this version: its CRD is missing or another one. */
export const noSuchKind = lines(
  ['could not find the requested resource', 'no matches for kind'],
  /failed to (?:list|watch) \*?(?:v\d\w*|unstructured)\.(?!(?:Pod|Node|Service|Endpoint|Namespace|Secret|ConfigMap|Event|Lease|CSI|StorageClass|VolumeAttachment|PersistentVolume|PodDisruptionBudget|NetworkPolicy|Ingress|Runtime|Priority)\w*:)\w+: the server could not find the requested resource|no matches for kind "\w+" in version "(?!(?:networking|rbac\.authorization|apiextensions|admissionregistration|discovery|certificates|scheduling|storage|coordination|events|node|flowcontrol\.apiserver)\.k8s\.io)[\w.-]+\.[\w.-]+\/\w+"/,
  ofPrograms,
)
/** An object of the API that a program cannot do without is gone, and it says so with its last words. */
export const objectGone = lines(
  '" not found',
  /^(?:[Ee]rror: |Application returned an error|.*(?:level=fatal|"level":"fatal"|panic: )).*\b[a-z]+s?(?:\.[a-z\d.-]+)? "[^"]+" not found/,
  ofPrograms,
)
/** A Helm release that an earlier, broken run left behind (helm pkg/action, K3s klipper-helm). */
export const release = lines(
  [
    'cannot re-use a name that is still in use',
    'another operation (install/upgrade/rollback) is in progress',
    'has no deployed releases',
    'cannot be imported into the current release',
    'waiting for operator intervention',
  ],
  /re-use a name|another operation|no deployed releases|imported into the current release|failure policy is/,
)
/** A program that ends over a defect of its own. */
export const crash = lines(
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
    'Unhandled exception. ',
    'ncaughtException',
    'Uncaught ',
    'can only run as pid 1',
    'Segmentation fault',
    'sh: ',
  ],
  /^\/bin\/(?:ba|da)?sh: (?:line )?\d+: (?!(?:curl|wget|nc|ping|dig|nslookup|ip|ps|vim?|less|tcpdump|kubectl|bash|sudo): )[\w./-]+: (?:command )?not found$|PermissionError: |EACCES: permission denied|Traceback \(most recent|Exception in thread|Cannot find module|ModuleNotFoundError|ImportError|UnhandledPromiseRejection|Unhandled exception\. |[Uu]ncaughtException|Uncaught \w*(?:Error|Exception)|can only run as pid 1|Segmentation fault|thread '.*' panicked|(?:ClassNotFound|NullPointer)Exception|(?:mkdir|open|touch|chown|chmod|cannot (?:create|open)|can't open)\b.*[Pp]ermission denied/,
  ofPrograms,
)
/** The pod suffers from it. */
export const suffers = lines(
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
/** An entry point that may not make its own files; an NFS export without root's rights says it too. */
export const notItsFiles = lines(
  ['ermission denied', 'peration not permitted'],
  /^(?:[\w.-]+: )?(?:mkdir|chown|chmod|touch|cp|ln|install|initdb|find): .*(?:[Pp]ermission denied|[Oo]peration not permitted)$/,
  ofPrograms,
)
/** The last word of a program, whatever it is about; others' parts of the cluster say it too. */
export const lastWord = lines(
  [
    'level=fatal',
    'level=panic',
    '"level":"fatal"',
    'FATAL',
    'Fatal error',
    'fatal error',
    'CRITICAL',
    'panic: ',
  ],
  /^(?!.*(?:longhorn|coredns|flannel|calico|cilium|kube-|\bk3s\b|etcd|csi-|klog|refused|unreachable|timed? ?out|deadline|reset by peer)).*(?:level=(?:fatal|panic)|"level":"fatal"|\bFATAL\b|\b[Ff]atal error\b|\bCRITICAL\b|^panic: )/,
  ['pods'],
)
