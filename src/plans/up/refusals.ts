import type { Configuration } from '#src/model/config.ts'
import { type BrambleError, clusterError, usageError } from '#src/model/error.ts'
import { type EvidenceIndex, factsOf } from '#src/model/evidence-index.ts'
import { nodes as apiNodes } from '#src/model/facts/kubernetes.ts'
import type { Board } from './board.ts'

const gibibyte = 1024 ** 3
/** K3s with its images; pods and logs come on top (docs.k3s.io/installation/requirements). */
const leastFreeBytes = 2 * gibibyte
/** K3s asks 2 GB for a server; a board's firmware keeps a part of them. */
const leastServerBytes = 1.7 * gibibyte
const leastAgentBytes = 0.4 * gibibyte
/** Certificates begin at the server's time: a node that lives earlier trusts none. */
const mostOffsetSeconds = 60

/** What bramble.yaml itself cannot mean. @throws usage errors `up-…` */
export function refuseConfiguration({ nodes, k3s }: Configuration): void {
  const servers = Object.values(nodes).filter(({ role }) => role === 'server')
  if (Object.keys(nodes).length === 0)
    throw usageError('up-no-nodes', 'bramble.yaml names no nodes to build a cluster of.', {
      next: 'bramble init pi01=10.0.0.11 pi02=10.0.0.12',
    })
  if (servers.length === 0)
    throw usageError('up-no-server', 'No node of bramble.yaml has the role server.', {
      next: 'Give one of them: role: server',
    })
  if (servers.length % 2 === 0)
    throw usageError(
      'up-even-servers',
      `${servers.length} servers survive no more losses than ${servers.length - 1}: etcd needs more than half of them.`,
      { next: 'Name one server, three or five.' },
    )
  if (k3s.version === undefined)
    throw usageError('up-no-version', 'bramble.yaml does not say which K3s it is to be.', {
      next: 'Add it: k3s: { version: v1.36.3+k3s1 }',
    })
}

/** What a board cannot be made a node of. @throws the first, with the board's name */
export function refuseBoards(boards: readonly Board[]): void {
  for (const board of boards) {
    const problem = problemOf(board)
    if (problem) throw problem
  }
  refuseTwins(boards)
}

function refuseTwins(boards: readonly Board[]): void {
  const ids = boards.map(({ preparation }) => preparation.machineId)
  const second = ids.findIndex((id, place) => id !== undefined && ids.indexOf(id) !== place)
  const [one, other] = [boards[ids.indexOf(ids[second])], boards[second]]
  if (second < 0 || !one || !other) return
  if (one.bootId !== undefined && one.bootId === other.bootId)
    throw usageError(
      'up-one-board-twice',
      `${one.name} (${one.wish.address}) and ${other.name} (${other.wish.address}) are one board.`,
      { next: `Give ${other.name} its own address in bramble.yaml.` },
    )
  throw usageError(
    'up-twin-machines',
    `${one.name} and ${other.name} have one machine-id: one was copied from the other.`,
    {
      next: `On ${other.name}: rm /etc/machine-id, systemd-machine-id-setup, and restart it.`,
    },
  )
}

function problemOf(board: Board): BrambleError | undefined {
  const isBare = board.preparation.clusterAuthority === undefined
  const always = rootProblem(board) ?? clockProblem(board)
  const bare = isBare ? (roomProblem(board) ?? powerProblem(board)) : undefined
  return always ?? bare ?? storageProblem(board)
}

function rootProblem({ name, preparation, wish }: Board): BrambleError | undefined {
  if (preparation.root) return undefined
  return clusterError('up-no-root', `${name}: sudo wants a password, so nothing can be changed.`, {
    next: `Allow ${wish.ssh?.user ?? 'the user'} sudo without a password there while Bramble builds.`,
  })
}

function clockProblem({ name, clockOffsetSeconds = 0 }: Board): BrambleError | undefined {
  const seconds = Math.round(Math.abs(clockOffsetSeconds))
  if (seconds <= mostOffsetSeconds) return undefined
  const where = clockOffsetSeconds < 0 ? 'in the past' : 'in the future'
  return clusterError(
    'up-clock',
    `${name} lives ${seconds} s ${where}: no certificate would hold there.`,
    { next: `On ${name}: timedatectl set-ntp true, and see timedatectl timesync-status` },
  )
}

/** A disk that is written to while the voltage drops may lose more than the last write. */
function powerProblem({ name, hardware }: Board): BrambleError | undefined {
  if (hardware.throttling?.underVoltageNow !== true) return undefined
  return clusterError('up-under-voltage', `${name} has too low a voltage at this very moment.`, {
    next: `Give it a supply or a cable that suffices; then vcgencmd get_throttled on ${name} says 0x0, or 0x50000.`,
  })
}

function roomProblem(board: Board): BrambleError | undefined {
  const { name, wish, availableBytes, memoryBytes } = board
  if (availableBytes !== undefined && availableBytes < leastFreeBytes)
    return clusterError(
      'up-disk-full',
      `${name} has ${inGibibytes(availableBytes)} left; K3s and its images need ${inGibibytes(leastFreeBytes)}.`,
      { next: `Make room on ${name}: journalctl --vacuum-size=100M, apt-get clean` },
    )
  const isServer = wish.role === 'server'
  if (memoryBytes >= (isServer ? leastServerBytes : leastAgentBytes)) return undefined
  return clusterError(
    'up-too-small',
    `${name} has ${inGibibytes(memoryBytes)} of memory, too little for ${isServer ? 'a server' : 'an agent'} of K3s.`,
    { next: isServer ? 'Make a larger board the server.' : 'Leave it out.' },
  )
}

function inGibibytes(sizeBytes: number): string {
  return `${(sizeBytes / gibibyte).toFixed(1)} GiB`
}

/** The datastore syncs each write to the card already. */
function storageProblem({ name, wish, isOnSdCard }: Board): BrambleError | undefined {
  if (wish.role !== 'server' || wish.storage !== true || !isOnSdCard) return undefined
  return usageError(
    'up-storage-on-server-card',
    `${name} is a server on an SD card, which cannot hold Longhorn’s replicas as well.`,
    { next: `Leave storage: true out of ${name}, or give it an SSD.` },
  )
}

/**
 * The authority of the cluster that stands already; undefined where all boards are bare.
 *
 * @throws cluster error `up-foreign`, `up-other-token`, `up-kubeconfig-elsewhere` or `up-emptied`
 */
export function clusterOf(boards: readonly Board[], index: EvidenceIndex): string | undefined {
  const servers = boards.filter(({ wish }) => wish.role === 'server')
  const own = servers.find(({ preparation }) => preparation.clusterAuthority !== undefined)
    ?.preparation.clusterAuthority
  const foreign = boards.find(
    ({ preparation: { clusterAuthority } }) =>
      clusterAuthority !== undefined && clusterAuthority !== own,
  )
  if (foreign)
    throw clusterError('up-foreign', `${foreign.name} is a node of another cluster.`, {
      next: `If it is to be this one’s, uninstall K3s there first: that ends what runs on it.`,
    })
  refuseOtherToken(boards, own)
  refuseOtherApi(boards, own, index)
  return own
}

/**
 * A board that tries to join another cluster has none of its certificates yet. Where it was led to
 * this one it is turned away: `token CA hash does not match the Cluster CA certificate hash` (k3s,
 * pkg/clientaccess). Servers' own tokens say what this cluster's hash is, as K3s makes it.
 */
function refuseOtherToken(boards: readonly Board[], own: string | undefined): void {
  const ours = boards.find(({ preparation }) => preparation.ownTokenFor !== undefined)
  const other = boards.find(
    ({ preparation: { tokenFor, clusterAuthority } }) =>
      tokenFor !== undefined &&
      tokenFor !== ours?.preparation.ownTokenFor &&
      (clusterAuthority === undefined || clusterAuthority !== own),
  )
  // A server whose own token is in the short form does not say.
  if (!other || (own !== undefined && ours === undefined)) return
  throw clusterError(
    'up-other-token',
    `${other.name} has K3s with a token for another cluster (its authority begins with ${other.preparation.tokenFor?.slice(0, 12)}).`,
    {
      next: `If it is to be this one’s, uninstall K3s on ${other.name}: k3s-agent-uninstall.sh or k3s-uninstall.sh.`,
    },
  )
}

function refuseOtherApi(
  boards: readonly Board[],
  own: string | undefined,
  index: EvidenceIndex,
): void {
  const listed = factsOf(index, apiNodes).map(({ name }) => name)
  const isOurs = boards.some(({ name }) => listed.includes(name))
  if (listed.length > 0 && !isOurs)
    throw clusterError(
      'up-kubeconfig-elsewhere',
      `The kubeconfig leads to another cluster: ${listed.slice(0, 4).join(', ')}.`,
      { next: 'Name a file of its own in bramble.yaml: kubeconfig: ./kubeconfig' },
    )
  const emptied = boards.find(
    ({ name, preparation }) =>
      listed.includes(name) && preparation.clusterAuthority === undefined && own !== undefined,
  )
  if (emptied)
    throw clusterError(
      'up-emptied',
      `The cluster knows ${emptied.name}, but there is no K3s on it: its disk is new.`,
      {
        next: `See what was on it with bramble can remove ${emptied.name}; then kubectl delete node ${emptied.name}, and again.`,
      },
    )
}
