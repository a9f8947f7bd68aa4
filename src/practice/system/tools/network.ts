import type { Board } from '../../world/board.ts'
import type { Call, Said, Tool } from '../tool.ts'

/** Whether a board hears another one at that address. */
function hears(board: Board, address: string): boolean {
  if (address === board.address || address === '127.0.0.1') return true
  const other = board.others.find((one) => one.address === address)
  return board.network === 'up' && other !== undefined && other.isReachable()
}

/** A made-up address of the Raspberry Pi Foundation's own range, the same each time. */
function linkAddress(name: string): string {
  const own = Buffer.from(name.padStart(3, '0').slice(-3)).toString('hex').slice(0, 6)
  return `2ccf67${own}`.replaceAll(/(..)(?=.)/g, '$1:')
}

/** ip(8): `addr` and `neigh`. */
export const ip: Tool = {
  name: 'ip',
  run(call) {
    const [noun = '', ...rest] = call.words.filter((word) => !word.startsWith('-'))
    if (/^a(?:ddr(?:ess)?)?$/.test(noun)) return { out: addresses(call) }
    if (/^n(?:eigh(?:bou?r)?)?$/.test(noun)) return { out: neighbours(call.board, rest) }
    return { error: `Object "${noun}" is unknown, try "ip help".\n`, code: 1 }
  },
}

function addresses({ board, words }: Call): string {
  const rows = [
    `2: eth0    inet ${board.address}/24 brd ${board.address.replace(/\d+$/, '255')} scope global eth0\\       valid_lft forever preferred_lft forever`,
    ...(board.runsKubelet()
      ? [
          '4: cni0    inet 10.42.0.1/24 brd 10.42.0.255 scope global cni0\\       valid_lft forever preferred_lft forever',
        ]
      : []),
  ]
  const loopback =
    '1: lo    inet 127.0.0.1/8 scope host lo\\       valid_lft forever preferred_lft forever'
  return `${(words.includes('global') ? rows : [loopback, ...rows]).join('\n')}\n`
}

function neighbours(board: Board, rest: readonly string[]): string {
  const only = rest.includes('to') ? rest[rest.indexOf('to') + 1] : undefined
  return board.others
    .filter(({ address }) => only === undefined || address === only)
    .map(({ address, name }) =>
      hears(board, address)
        ? `${address} dev eth0 lladdr ${linkAddress(name)} REACHABLE\n`
        : `${address} dev eth0 FAILED\n`,
    )
    .join('')
}

/** ping(8) of iputils: nobody waits for those who do not answer. */
export const ping: Tool = {
  name: 'ping',
  run({ board, words }): Said {
    const address = words.at(-1) ?? ''
    const place = words.indexOf('-c')
    const sent = place < 0 ? 4 : Number(words[place + 1])
    const received = hears(board, address) ? sent : 0
    const lost = received === 0 ? 100 : 0
    return {
      out: `PING ${address} (${address}) 56(84) bytes of data.\n\n--- ${address} ping statistics ---\n${sent} packets transmitted, ${received} received, ${lost}% packet loss, time 1001ms\n`,
      code: received > 0 ? 0 : 1,
    }
  },
}
