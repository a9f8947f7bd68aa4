import { randomBytes } from 'node:crypto'
import type { Board } from './board.ts'
import { answersApi } from './etcd.ts'

/**
 * What K3s makes of its configuration and of what is on its disk when it starts. Words: K3s 1.36,
 * pkg/agent/run.go and pkg/agent/config/config.go; forms: https://docs.k3s.io/installation/configuration
 */
export function joinCluster(board: Board): string | undefined {
  if (!board.commandLine.includes('cgroup_enable=memory')) return noMemoryController
  if (board.member !== 'none') return undefined
  const wish = k3sWish(board)
  const url = wish.get('server') ?? wish.get('K3S_URL')
  if (url !== undefined) return joinAt(url, board, wish)
  return board.role === 'server' ? begin(board, wish) : noServer
}

function joinAt(url: string, board: Board, wish: Wish): string | undefined {
  const host = new URL(url).hostname
  const server = board.others.find(({ address }) => address === host)
  const failed = (why: string) => `Failed to validate connection to cluster at ${url}: ${why}`
  if (!server || !isReached(board, server)) {
    const call = `Get "${url}/cacerts": dial tcp ${host}:6443`
    return failed(`failed to get CA certs: ${call}: ${whyNot(board, server)}`)
  }
  const token = wish.get('K3S_TOKEN') ?? wish.get('token') ?? ''
  const refused = server.cluster.refusesToken(token, board.role, server.now())
  return refused === undefined ? becomeMember(board, server) : failed(refused)
}

function becomeMember(board: Board, server: Board): string | undefined {
  const isServer = board.role === 'server'
  if (isServer && server.etcd !== 'member') return noEtcd
  board.nodePassword ??= newNodePassword()
  if (!server.cluster.takesPassword(board.name, board.nodePassword)) return rejected
  board.member = 'cluster'
  board.etcd = isServer ? 'member' : 'none'
  return undefined
}

/** https://docs.k3s.io/installation/requirements (Raspberry Pi OS); pkg/cgroups. */
const noMemoryController = 'failed to find memory cgroup (v2)'
const noServer = '--server is required'
/** No words of K3s: Bramble never lets a server join one that has no etcd. */
const noEtcd = 'practice: the server to be joined keeps no etcd'
const rejected =
  "Waiting to retrieve agent configuration; server is not ready: Node password rejected, duplicate hostname or contents of '/etc/rancher/node/password' may not match server node-passwd entry, try enabling a unique node name with the --with-node-id flag"

/** Made once, at the first start; https://docs.k3s.io/architecture#how-agent-node-registration-works */
export function newNodePassword(): string {
  return randomBytes(16).toString('hex')
}

/** A server that is told of no other one begins a cluster: a second one of those is another cluster. */
function begin(board: Board, wish: Wish): undefined {
  board.nodePassword ??= newNodePassword()
  board.etcd = wish.get('cluster-init') === 'true' ? 'member' : 'none'
  board.member = board.cluster.hasBegun ? 'other' : 'cluster'
  if (board.member === 'cluster') board.cluster.begin()
}

function isReached(board: Board, server: Board): boolean {
  const all = { boards: [server, ...server.others] }
  return board.isReachable() && server.isReachable() && answersApi(all, server)
}

function whyNot(board: Board, server: Board | undefined): string {
  const isThere = board.isReachable() && server?.isReachable() === true
  return `connect: ${isThere ? 'connection refused' : 'no route to host'}`
}

type Wish = ReadonlyMap<string, string>

const configuration = /^\/etc\/rancher\/k3s\/config\.yaml(?:\.d\/[^/]+\.yaml)?$/

/** Its files of configuration, later ones over earlier ones, and what its unit has in its environment. */
function k3sWish({ files, k3sUnit }: Board): Wish {
  const paths = [...files.keys()].filter((path) => configuration.test(path)).toSorted()
  const textOf = (path: string) => Buffer.from(files.get(path)?.bytes ?? []).toString('utf8')
  const rows = paths.flatMap((path) => [...textOf(path).matchAll(/^([a-z-]+): *(\S.*)$/gm)])
  const environment = textOf(`/etc/systemd/system/${k3sUnit}.service.env`)
  const words = [...environment.matchAll(/^(K3S_\w+)=(.*)$/gm)]
  return new Map(
    [...rows, ...words].map(([, name = '', value = '']) => [
      name,
      value.replaceAll(/^["']|["']$/g, ''),
    ]),
  )
}
