import { type Authority, createAuthority } from '../../kubernetes/certificates.ts'
import { practiceProgram } from '../../release.ts'
import type { Board } from '../../world/board.ts'
import { file, folder, type Tree } from '../entry.ts'

const home = '/var/lib/rancher/k3s'
const yearMilliseconds = 365 * 24 * 3_600_000

/** Certificates by path below K3s's home: https://docs.k3s.io/cli/certificate */
const agentCertificates = ['client-kubelet', 'client-kube-proxy', 'serving-kubelet'] as const
const serverCertificates = [
  'client-admin',
  'client-controller',
  'client-kube-apiserver',
  'client-scheduler',
  'serving-kube-apiserver',
] as const

const others = new WeakMap<Board, Authority>()
const issued = new WeakMap<Board, Map<string, string>>()

/** Where K3s keeps what, as its installer and its first start leave it. */
export function k3sFiles(board: Board): Tree {
  return {
    ...passwordFile(board),
    ...(board.hasK3s && installedFiles(board)),
    ...joinedFiles(board),
  }
}

/** An uninstall leaves it. */
function passwordFile({ nodePassword }: Board): Tree {
  if (nodePassword === undefined) return {}
  return { '/etc/rancher/node/password': file(`${nodePassword}\n`, 0o600) }
}

/** Of boards that somebody had set up before practice began: what an installer writes is the board's own. */
function installedFiles(board: Board): Tree {
  const unit = `/etc/systemd/system/${board.k3sUnit}.service`
  if (board.files.has(unit)) return {}
  const configuration = [
    `node-name: ${board.name}`,
    ...(board.role === 'server' ? ['write-kubeconfig-mode: "0640"'] : []),
    ...joining(board),
  ].join('\n')
  return {
    [unit]: file(
      `[Unit]\nDescription=Lightweight Kubernetes\n[Service]\nType=notify\nExecStart=/usr/local/bin/k3s ${board.role}\nRestart=always\n`,
    ),
    [`${unit}.env`]: file('', 0o600),
    '/usr/local/bin/k3s': file(practiceProgram(board.k3sVersion), 0o755),
    '/etc/rancher/k3s/config.yaml': file(`${configuration}\n`, 0o600),
  }
}

/** What K3s writes once it runs as a member of a cluster. */
function joinedFiles(board: Board): Tree {
  if (board.member === 'none') return {}
  const agent = Object.fromEntries(
    agentCertificates.map((name) => [`${home}/agent/${name}.crt`, certificate(board, name)]),
  )
  return {
    [`${home}/agent`]: folder(),
    // Which cluster a board belongs to is read from there.
    [`${home}/agent/server-ca.crt`]: file(() => authorityOf(board).certificate),
    ...agent,
    ...(board.role === 'server' && serverFiles(board)),
  }
}

/** The first of several servers begins the cluster; all others join at its address. */
function joining({ role, address, serverAddress = 'unknown', etcd }: Board): readonly string[] {
  if (role === 'agent' || (etcd !== 'none' && address !== serverAddress))
    return [`server: https://${serverAddress}:6443`]
  return etcd === 'none' ? [] : ['cluster-init: true']
}

function serverFiles(board: Board): Tree {
  const tls = Object.fromEntries(
    serverCertificates.map((name) => [`${home}/server/tls/${name}.crt`, certificate(board, name)]),
  )
  return {
    [`${home}/server`]: folder(0o700),
    [`${home}/server/tls/server-ca.crt`]: file(() => authorityOf(board).certificate),
    [`${home}/server/token`]: file(() => `${board.cluster.serverToken}\n`, 0o600),
    '/etc/rancher/k3s/k3s.yaml': file(() => board.cluster.kubeconfig(board.address), 0o600),
    ...datastoreFiles(board),
    ...tls,
  }
}

function datastoreFiles({ etcd, datastoreBytes: bytes }: Board): Tree {
  const [path, content] =
    etcd === 'none'
      ? ([`${home}/server/db/state.db`, 'SQLite format 3\0'] as const)
      : ([`${home}/server/db/etcd/member/snap/db`, ''] as const)
  return { [path]: { content: () => content, mode: 0o600, bytes } }
}

/** Made when somebody reads it first; a scenario may have let it run out by then. */
function certificate(board: Board, name: string) {
  const endsAt = board.certificatesEndAt
  const key = `${name} ${endsAt}`
  return file(() => {
    const own = issued.get(board) ?? new Map<string, string>()
    issued.set(board, own)
    const pem = own.get(key) ?? issue(board, name, endsAt)
    own.set(key, pem)
    return pem
  })
}

function authorityOf(board: Board): Authority {
  if (board.member !== 'other') return board.cluster.authority
  const own = others.get(board) ?? createAuthority('k3s-server-ca')
  others.set(board, own)
  return own
}

function issue(board: Board, name: string, endsAt: number): string {
  const serves = name.startsWith('serving')
  return authorityOf(board).issue({
    commonName: `system:${name}`,
    use: serves ? 'server' : 'client',
    ...(serves && { hosts: [board.address, 'localhost'] }),
    notBefore: new Date(endsAt - yearMilliseconds),
    notAfter: new Date(endsAt),
  }).certificate
}
