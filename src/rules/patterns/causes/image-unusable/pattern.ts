import type * as z from 'zod'
import type { Origin } from '#src/model/facts/define.ts'
import { pods } from '#src/model/facts/kubernetes.ts'
import { type LogLine, lines, pastedLines } from '#src/model/line.ts'
import { because, match, type PatternOutcome, type Reason } from '#src/model/verdict.ts'
import { definePattern } from '../../../define-pattern.ts'
import { pullFails } from '../../words/pods.ts'
import { adviceFor, allAdvice } from './advice.ts'
import { notPulled, notReached } from './not-pulled.ts'
import { ask, questions } from './questions.ts'
import { sentences } from './told.ts'

/** The registry answered, and the answer is no (containerd remotes/docker, registry API errors). */
const decisive =
  /not found|manifest (?:unknown|for .* not found)|MANIFEST_UNKNOWN|NAME_UNKNOWN|no match for platform|no matching manifest|pull access denied|insufficient_scope|authorization failed|unauthorized|403 Forbidden|401 Unauthorized|toomanyrequests|429 Too Many|rate limit|InvalidImageName|invalid reference format|ErrImageNeverPull|couldn't parse image|repository does not exist|server gave HTTP response to HTTPS client|unsupported media type|schema ?1/i
/** The way to the registry failed, or the place to put the image: other causes. */
const elsewhere =
  /no space left|x509|certificate|no such host|lookup |server misbehaving|i\/o timeout|TLS handshake|connection refused|connection reset|no route to host|network is unreachable|deadline exceeded|Client\.Timeout|unexpected EOF|input\/output error/i

const platform = lines(
  [
    'no match for platform',
    'no matching manifest',
    'does not match the specified platform',
    'does not match the detected host platform',
    'wrong architecture',
  ],
  /no match for platform|no matching manifest for|does not match the (?:specified|detected host) platform|wrong architecture/,
)
/** The kernel runs no program for another processor (fs/binfmt_elf.c, ENOEXEC). */
const wrongFormat = lines(
  ['exec format error', 'Exec format error', 'cannot execute binary file'],
  // A module of another kernel gives the same word.
  /^(?!.*(?:modprobe|insmod|ould not insert)).*(?:exec format error|Exec format error|cannot execute binary file)/,
)
/**
 * Built for a newer processor of the same kind: the program stops at the first instruction that this
 * one does not know (SIGILL, exit code 132). Go's runtime, glibc, MongoDB's entrypoint and NumPy look
 * first. The kernel names it on x86.
 */
const newerProcessor = lines(
  [
    'llegal instruction',
    'trap invalid opcode',
    ' microarchitecture support',
    'CPU does not support x86-64',
    'requires ARMv8',
    'requires a CPU with AVX',
    'built with baseline optimizations',
    'available on your machine',
  ],
  /\b[Ii]llegal instruction\b|traps: \S+ trap invalid opcode ip:|can only be run on \w+ processors with \w+ microarchitecture support|CPU does not support x86-64-v\d|requires ARMv8[.\w-]* or higher|requires a CPU with AVX\w* support|baseline optimizations: .*machine doesn't support|compiled to use \w+ instructions, but these aren't available on your machine/,
)
/** The kubelet does not even ask for a name that is none (pkg/kubelet/images/image_manager.go). */
const noName = lines(
  [
    "couldn't parse image",
    'ailed to apply default image tag',
    // CRI-O and Podman complete no short name by themselves (containers/image pkg/shortnames).
    'did not resolve to an alias',
    'short name mode is enforcing',
  ],
  /couldn't parse image (?:name|reference)|to apply default image tag|short-name "[^"]+" did not resolve to an alias|short name mode is enforcing.*ambiguous list/,
)
/** containerd internal/cri: neither the image nor the manifest says what to run. */
const noProgram = lines(
  'no command specified',
  /(?:generate spec|CreateContainer\w*).*no command specified/,
)
/** containerd's own log: a registry refused, and the next one of its mirrors is asked. */
const refusedHost = lines(
  'trying next host',
  /trying next host.*(?:pull access denied|authorization failed|no basic auth credentials|insufficient_scope)/,
)
/** Docker and Compose ask for the manifest before they pull (moby, docker/distribution). */
const refusedByDaemon = lines(
  [
    '/manifests/',
    'pull access denied for ',
    'anifest for ',
    'rror response from daemon: ',
    // containerd, where its sentence was broken before the reason.
    'no basic auth credentials',
    'unexpected status from HEAD request',
  ],
  /^(?!.*trying next host).*(?:no basic auth credentials|unexpected status from HEAD request(?: to \S+)?: 40[134])|\bHead "?https:\/\/\S+\/manifests\/[^"\s]+"?: (?:denied|unauthorized|no basic auth)|pull access denied for |anifest for \S+ not found|rror response from daemon: .*(?:: not found|repository does not exist|manifest unknown|no such manifest|requested access to the resource is denied)/,
)
/** The image is there, and a program of it is for another processor: emulators without its libraries. */
const emulated = lines(
  [
    "ld-linux-x86-64.so.2': No such file",
    'ailed to open elf at ',
    'in manifest list for architecture',
    'in image index for architecture',
  ],
  /qemu-\w+: Could not open '|ailed to open elf at \/lib|no image found in (?:manifest list|image index) for architecture/,
)
/**
 * The registry's answer behind the name alone, as people take it out of its sentence. A host has a
 * dot or a port, unlike the path of a script.
 */
const notThere = pastedLines(
  [': not found', ': manifest unknown', 'manifest unknown: ', ': denied'],
  /^\W*manifest unknown: |(?:^\W*|\b(?:failed to solve|[Ee]rr(?:or)?): )(?:[a-z\d-]+(?:\.[a-z\d-]+)+|[\w.-]+:\d+)\/(?:[\w.-]+\/)*[\w.-]+(?::[\w.-]+|@sha256:\w+): (?:not found|manifest unknown|denied)\b/,
)
/** Somebody's note of what the manifest or the registry shows. */
const noted = pastedLines(
  ['amd64', 'arm64', 'does not exist in '],
  /\bimage (?:only has|has only|is only|exists only for|only for) (?:linux\/)?(?:amd64|arm64)\b|\bno (?:linux\/)?(?:arm64|amd64) (?:image|build|variant|manifest)\b|\btag \S+ does not exist in (?:docker\.io|ghcr\.io|quay\.io|registry\S+)/,
)
/** Each node asks itself for it: `localhost` is where it is built, or, of Podman, no registry at all. */
const atHome = lines(
  ['image "localhost', 'image \\"localhost', 'image "127.0.0.1:', 'image \\"127.0.0.1:'],
  /(?:ailed to pull|Back-off pulling) image \\?"(?:localhost(?::\d+)?|127\.0\.0\.1:\d+)\//,
)
/** containerd 2.1 takes no manifest of Docker's first schema any more. */
const oldSchema = lines('is no longer supported since containerd')
/**
 * The library of Podman, Buildah and CRI-O (containers/image) names its step before the registry's
 * answer: what the registry forbids or does not know, and no failure of its own (5xx).
 */
const refusedBySource = lines(
  ['invalid status code from registry', 'nitializing source docker://', 'eading manifest '],
  /(?:nitializing source docker:\/\/|eading manifest \S+ in |equesting bear(?:er)? token: ).*(?:status code from registry 40[134]|manifest unknown|access to the resource is denied|unauthorized|name unknown)/,
)
/** Nothing answers at the registry's address, which is of the internet. */
const noWay =
  /dial tcp (?!10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|127\.)(?:\d+\.){3}\d+:443: (?:i\/o timeout|connect: (?:no route to host|network is unreachable|connection timed out))/
/**
 * The registry shows a certificate of another name, or of none (Go's crypto/x509): nothing of the
 * cluster is wrong, and no renewal of its own certificates helps.
 */
const ofRegistry =
  /x509: certificate (?:relies on legacy Common Name|is not valid for any names|is valid for )|doesn't contain any IP SANs/
/** A registry by the name of its Service: containerd asks the node's name server, which knows none of those. */
const byService = /lookup \S+\.svc(?:\.[\w.-]+)?(?: on \S+)?: (?:no such host|server misbehaving)/
const limited = lines([
  'toomanyrequests',
  '429 Too Many Requests',
  'pull rate limit',
  // net/http of a registry that once answered without a header.
  'malformed MIME header line: Too Many',
])

type Pod = z.infer<typeof pods.schema> & Origin

export default definePattern({
  id: 'image-unusable',
  title: 'An image does not exist, may not be pulled, or does not run on this processor',
  severity: 'warning',
  stage: 'stable',
  since: '0.1.0',
  scope: 'cluster',
  reads: {
    ...questions,
    pods,
    pullFails,
    platform,
    wrongFormat,
    newerProcessor,
    noName,
    noProgram,
    limited,
    refusedHost,
    refusedBySource,
    refusedByDaemon,
    emulated,
    oldSchema,
    notThere,
    noted,
    atHome,
  },
  told: sentences,
  advise: adviceFor,
  explains: { anywhere: ['pods-not-well', 'longhorn-csi-driver-not-registered'] },
  rivals: [
    {
      cause: 'cluster-dns-failing',
      tell: '`lookup … server misbehaving` or `no such host`: the name of the registry does not resolve.',
    },
    { cause: 'node-disk-full', tell: '`no space left on device` while the image is unpacked.' },
    {
      cause: 'cert-not-trusted',
      tell: '`x509: certificate signed by unknown authority`: a registry of your own.',
    },
    { cause: 'app-fault', tell: 'The image runs; its program ends by itself.' },
    {
      cause: 'under-voltage',
      tell: 'Programs that have run here before end with `Illegal instruction`, now this one, now that one.',
    },
  ],
  remedy: 'correct-image',
  docs: {
    meaning:
      'The registry has no image of that name and tag, wants a login, has had too many pulls from this address, or the image holds no build for this processor: none for arm64, or one for a newer kind than it is (MongoDB from 5.0 wants ARMv8.2, which a Pi 4 is not, and AVX on x86).',
    impact: 'That container does not start. Nothing else is touched.',
    diagnosis:
      '`kubectl describe pod` ends with the reason. On a node: `k3s crictl pull IMAGE` (it loads the image, and says why it cannot). Processors of an image: `docker manifest inspect IMAGE | grep architecture`.',
    mitigation: allAdvice,
    references: [
      'https://kubernetes.io/docs/concepts/containers/images/#imagepullbackoff',
      'https://docs.k3s.io/installation/private-registry',
      'https://docs.docker.com/docker-hub/usage/pulls/',
      'https://github.com/containerd/containerd/blob/main/core/remotes/docker/resolver.go',
      'https://github.com/containers/image/blob/main/docker/docker_client.go',
      'https://github.com/containerd/containerd/blob/main/docs/containerd-2.1.md',
      'https://github.com/docker-library/mongo/blob/master/docker-entrypoint.sh',
      'https://github.com/golang/go/blob/master/src/runtime/asm_amd64.s',
    ],
  },

  match({
    pods,
    pullFails,
    platform,
    wrongFormat,
    newerProcessor,
    noName,
    noProgram,
    limited,
    refusedHost,
    refusedBySource,
    ...asked
  }) {
    const refused = [
      ...refusedBySource,
      ...asked.refusedByDaemon,
      ...asked.oldSchema,
      ...asked.notThere,
    ]
    const live = pods.flatMap(judgePod)
    if (live.length > 0) return live
    const sure = pullFails.filter(
      ({ text }) => decisive.test(withoutResolve(text)) && !elsewhere.test(text),
    )
    const words: Reason[] = [...platform, ...limited, ...noName, ...refused, ...sure]
    if (words.length > 0) return match('confirmed', [...words, ...rest(pullFails, sure)])
    const misnamed = pullFails.filter(({ text }) => ofRegistry.test(text) || byService.test(text))
    const likely = [
      ...wrongFormat,
      ...newerProcessor,
      ...noProgram,
      ...refusedHost,
      ...misnamed,
      ...asked.emulated,
      ...asked.atHome,
      ...asked.noted,
    ]
    if (likely.length > 0) return match('suspected', [...likely, ...pullFails])
    if (pullFails.some(({ text }) => noWay.test(text))) return notReached
    if (
      pullFails.length > 0 &&
      asked.noSecret.length > 0 &&
      !pullFails.some(({ text }) => elsewhere.test(text))
    )
      return match('suspected', [...asked.noSecret, ...pullFails])
    if (pullFails.length === 0 || pullFails.some(({ text }) => elsewhere.test(text)))
      return ask(asked)
    return notPulled(pullFails)
  },
})

/** `failed to resolve reference` is said before each reason. */
function withoutResolve(text: string): string {
  return text.replace(/failed to resolve (?:reference|image)/gi, '')
}

function rest(all: readonly LogLine[], used: readonly LogLine[]): readonly LogLine[] {
  return all.filter((line) => !used.includes(line))
}

const pullReasons = new Set([
  'ErrImagePull',
  'ImagePullBackOff',
  'InvalidImageName',
  'ErrImageNeverPull',
])

function judgePod(pod: Pod): PatternOutcome[] {
  const hit = pod.containers.find(({ reason }) => reason !== undefined && pullReasons.has(reason))
  // A pasted table has no message: its events tell.
  if (!hit || hit.message === undefined || pod.deletedAt !== undefined) return []
  const { image = 'its image', reason, message } = hit
  const subject = `pod/${pod.namespace}/${pod.name}`
  if (elsewhere.test(message)) return []
  const of = { evidence: pod.evidence, ...(pod.nodeName && { node: pod.nodeName }) }
  const text = `${pod.namespace}/${pod.name}: ${reason} ${image}: ${message}`
  if (decisive.test(withoutResolve(message)) || reason === 'InvalidImageName')
    return [match('confirmed', [because(of, text)], { subject })]
  return [match('suspected', [because(of, text)], { subject })]
}
