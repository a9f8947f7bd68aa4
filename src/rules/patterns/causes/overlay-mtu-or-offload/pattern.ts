import { type LogLine, lines, pastedLines } from '#src/model/line.ts'
import { match, noMatch, type Reason, unknown } from '#src/model/verdict.ts'
import { definePattern } from '../../../define-pattern.ts'
import { adviceFor, allAdvice } from './advice.ts'
import * as interfaces from './interfaces.ts'
import * as size from './size.ts'
import { sentences } from './told.ts'

/** tcpdump and ethtool about the checksum of encapsulated packets. */
const badChecksum = lines(
  ['bad udp cksum', 'bad cksum', 'tx-checksum-ip-generic', 'incorrect (->', 'tx-udp_tnl-csum'],
  /bad udp cksum|(?:8472|4789|vxlan|flannel|VXLAN).*bad cksum|bad cksum.*(?:8472|4789|VXLAN)|(?<!ethtool .*)tx-checksum-ip-generic:? on\b|ethtool (?:-K|--offload) \S*(?:flannel|vxlan)|(?<!ethtool .*)tx-udp_tnl-csum-segmentation:? on\b/,
)
/** net/ipv4/udp.c: the kernel itself threw away what came to flannel's or Cilium's VXLAN port. */
const refusedByKernel = lines('UDP: bad checksum', /UDP: bad checksum\..* to \S+:(?:8472|4789)\b/)
/** `nstat`: segments that came with a wrong sum, more than a bad cable brings (net/ipv4/proc.c). */
const sumErrors = pastedLines('InCsumErrors', /\b(?:Tcp|Udp)InCsumErrors\s+[1-9]\d{2,}\s/)
/** ping and the kernel about packets that are too large. */
const tooLarge = lines(
  [
    'essage too long',
    'rag needed',
    'rag-needed',
    'need to frag',
    'ragmentation needed',
    // gopacket, which Cilium's monitor prints by.
    '(FragmentationNeeded)',
    'PacketTooBig',
    'packet too big, mtu',
    'mtu too small',
    'is too small for',
    'dropped over-mtu packet',
  ],
  /dropped over-mtu packet|essage too long|[Ff]rag(?:mentation)?[ -]needed|need to frag|\(FragmentationNeeded\)|PacketTooBig|packet too big, mtu \d|MTU \d+ of iface \S+ is too small/,
)
/** A handshake or a transfer that dies although the connection was made. */
const diesLater = lines(
  [
    'SSL_connect: Connection reset',
    'SSL_ERROR_SYSCALL',
    'unexpected end of file',
    'RPC failed; curl',
    'early EOF',
    'fetch-pack: unexpected disconnect',
    'transfer closed with',
    'Recv failure: Connection reset',
    'unexpected EOF',
  ],
  /SSL_connect: (?:Connection reset|SSL_ERROR_SYSCALL)|SSL_ERROR_SYSCALL|unexpected end of file|RPC failed; curl|early EOF|unexpected disconnect|transfer closed with|Recv failure: Connection reset/,
)
/** curl and openssl: the first, small packet of a handshake went out, and no answer to it was shown. */
const helloSent = pastedLines('Client hello (1)')
const helloAnswered = pastedLines(['Server hello (2)', 'erver certificate'])
/** TCP gives up its first packets after 1, 3, 7, 15, 31, 63 seconds: what comes then was resent unharmed. */
const minuteLong = lines(
  ['real\t1m', 'real 1m', 'real  1m', 'real    1m', '63 second', '63-second'],
  /real\s+1m0?[34]\.\d+|\b63[ -]seconds?\b/,
)
/** Somebody's note that says both: the wait, and that it is of encapsulated or translated packets. */
const noted = /(?:vxlan|offload|checksum|encapsulat|overlay|nodeport|cluster ?ip)/i
const probed = lines(['nc -z', 'nsenter', 'curl', 'netcat'], /nc\b|netcat|curl|nsenter/)
/** One part of the path was told another size than the rest. */
const mtu = lines(
  ['mtu ', 'MTU ', 'MTU:', 'MTU=', '_MTU'],
  /(?:flannel\.1|cni0|docker0|wg0|tailscale0|vxlan\S*|eth0|ens\d+|enp\S+|FLANNEL_MTU|MTU).{0,80}?(?:mtu |MTU[:=]? ?)(?<size>\d{3,5})|FLANNEL_MTU=(?<flannel>\d+)/,
)
/** Docker within a pod: its bridge has 1500 where the pod has 1450. */
const dockerInPod = lines([
  'dockerd',
  'docker:dind',
  'docker-in-docker',
  'dind',
  'gitlab-runner',
  'Job failed',
])

export default definePattern({
  id: 'overlay-mtu-or-offload',
  title: 'Large or encapsulated packets vanish between nodes',
  severity: 'critical',
  stage: 'experimental',
  since: '0.1.0',
  scope: 'cluster',
  reads: {
    badChecksum,
    sumErrors,
    refusedByKernel,
    tooLarge,
    diesLater,
    helloSent,
    helloAnswered,
    minuteLong,
    probed,
    mtu,
    dockerInPod,
    arrived: size.arrived,
    lost: size.lost,
    edge: size.edge,
    noted: interfaces.noted,
    inner: interfaces.inner,
    tunnels: interfaces.tunnels,
    cards: interfaces.cards,
  },
  told: sentences,
  advise: adviceFor,
  explains: {
    anywhere: [
      'rwx-or-nfs-mount',
      'volume-not-mounting',
      'cluster-dns-failing',
      'pods-not-well',
      'longhorn-webhook-unreachable',
      'traffic-blocked',
      'image-unusable',
    ],
  },
  rivals: [
    {
      cause: 'traffic-blocked',
      tell: 'Small requests fail too, at once or always.',
    },
    {
      cause: 'rwx-or-nfs-mount',
      tell: 'A mount from the node on which the share manager runs fails as well.',
    },
    {
      cause: 'nic-or-link-fault',
      tell: 'Traffic between the nodes themselves, outside the overlay, is lost too.',
    },
    {
      cause: 'apiserver-overload-tls-timeouts',
      tell: 'Only the API server is slow, from its own node as well.',
    },
  ],
  remedy: 'lower-mtu',
  docs: {
    meaning:
      'Pods talk to other nodes inside VXLAN packets. Some network drivers write a wrong checksum into them, or a part of the path (VPN, Docker inside a pod, PPPoE) takes only smaller packets and drops the rest without a word.',
    impact:
      'Ping and small requests work. TLS handshakes, downloads, NFS mounts and image pulls hang, often for 63 seconds, or are reset.',
    diagnosis:
      'From {node} to another one: `ping -M do -s 1422 ADDRESS` (1450 bytes) and smaller; `ip -d link show flannel.1`; `timeout 20 tcpdump -vvni eth0 udp port 8472 | grep "bad udp cksum"`; `time nc -z SERVICE-ADDRESS PORT` from a node.',
    mitigation: allAdvice,
    references: [
      'https://github.com/k3s-io/k3s/issues/2013',
      'https://github.com/k3s-io/k3s/issues/3863',
      'https://github.com/kubernetes/kubernetes/issues/88986',
      'https://longhorn.io/kb/troubleshooting-failed-rwx-mount-due-to-connection-timeout/',
    ],
  },

  match(evidence) {
    const { badChecksum, tooLarge, minuteLong, probed, mtu, dockerInPod } = evidence
    const silent = unanswered(evidence)
    const diesLater = [...evidence.diesLater, ...silent]
    const refused = evidence.refusedByKernel
    if (refused.length > 0) return match('confirmed', [...refused, ...badChecksum])
    const sure: Reason[] = [
      ...badChecksum,
      ...evidence.sumErrors,
      ...tooLarge,
      ...size.onlySmallArrive(evidence),
      ...interfaces.withoutRoom(evidence),
    ]
    if (sure.length > 0) return match('suspected', [...sure, ...mtu, ...minuteLong])
    if (minuteLong.some(({ text }) => probed.length > 0 || noted.test(text)))
      return match('suspected', [...minuteLong, ...probed])
    if (diesLater.length > 0 && sizesDiffer(mtu)) return match('suspected', [...diesLater, ...mtu])
    const around = [...dockerInPod, ...mtu]
    return silent.length > 0 || (diesLater.length > 0 && around.length > 0)
      ? unknown(
          'transfers die after the connection was made: is a packet too large for the path?',
          {
            next: 'ip -d link show; ping -M do -s 1422 ADDRESS',
          },
        )
      : noMatch
  },
})

interface Hello {
  readonly helloSent: readonly LogLine[]
  readonly helloAnswered: readonly LogLine[]
}

function unanswered({ helloSent, helloAnswered }: Hello): readonly LogLine[] {
  return helloAnswered.length > 0 ? [] : helloSent
}

/** An overlay as large as the card below it has no room for its own header. */
function sizesDiffer(mtu: readonly LogLine[]): boolean {
  const sizes = new Set(
    mtu.flatMap(({ groups }) => Number(groups['size'] ?? groups['flannel']) || []),
  )
  return sizes.size > 1 && Math.min(...sizes) < 1500
}
