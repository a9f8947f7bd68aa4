import type { FirstBootSystem } from '#src/model/first-boot.ts'

/** How a node's network comes up: by DHCP, or with the node's own address. */
export interface StaticNetwork {
  readonly gateway: string
  readonly prefix: number
  readonly nameServers: readonly string[]
}

/** What a board is to be when SSH first answers. */
export interface FirstBootWishes {
  readonly system: FirstBootSystem
  readonly user: string
  readonly publicKeys: readonly string[]
  readonly timeZone: string
  /** `all`: sudo without a password. `reading`: only for what reading a node needs. */
  readonly sudo: 'all' | 'reading'
  /** As crypt(5) writes it; without one the user's password is locked. */
  readonly passwordHash: string | undefined
  readonly network: StaticNetwork | undefined
}

export interface FirstBootNode {
  readonly name: string
  readonly address: string
}
