import type { Board } from '../../world/board.ts'
import { type Call, optionsIn, type Said, type Tool } from '../tool.ts'

const yearMilliseconds = 365 * 24 * 3_600_000

/** https://docs.k3s.io/cli/certificate: the new ones are made at the next start. */
function rotateCertificates(board: Board, user: Call['user']): Said {
  if (user !== 'root') return { error: 'k3s: certificate rotate needs root\n', code: 1 }
  if (board.disk.readOnly)
    return { error: 'open /var/lib/rancher/k3s/agent: read-only file system\n', code: 1 }
  board.certificatesEndAt = board.now() + yearMilliseconds
  return {}
}

const hourSeconds = 3600
const unitSeconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: hourSeconds }

/** https://docs.k3s.io/cli/token#k3s-token-create */
function createToken({ board, user, words }: Call): Said {
  if (user !== 'root' || !board.runsKubelet() || board.role !== 'server')
    return { error: 'Error: k3s token needs root on a server that runs\n', code: 1 }
  const { values } = optionsIn(words, new Set(['ttl', 'description']))
  const last = (name: string) => values.get(name)?.at(-1) ?? ''
  const token = board.cluster.createToken(board.now(), secondsIn(last('ttl')), last('description'))
  return { out: `${token}\n` }
}

/** A day where nothing is said. */
function secondsIn(duration: string): number {
  const [, count = '24', unit = 'h'] = /^(\d+)([smh])$/.exec(duration) ?? []
  return Number(count) * (unitSeconds[unit] ?? 1)
}

/** Of k3s its version, tokens for agents and new certificates: the rest is asked of the API. */
export const k3s: Tool = {
  name: 'k3s',
  run(call) {
    const { board, user, words } = call
    const [flag = '', verb] = words
    if (!board.hasK3s && !board.files.has('/usr/local/bin/k3s'))
      return { error: 'sh: k3s: command not found\n', code: 127 }
    if (flag === 'certificate' && verb === 'rotate') return rotateCertificates(board, user)
    if (flag === 'token' && verb === 'create') return createToken(call)
    return flag === '--version' || flag === '-v'
      ? { out: `k3s version ${board.k3sVersion} (practice)\ngo version go1.25.0\n` }
      : {
          error:
            'k3s: practice boards answer `k3s --version`, `k3s token create` and `k3s certificate rotate` alone\n',
          code: 1,
        }
  },
}
