/** What is known of a node when its files are written: no more than their text follows from. */
export interface NodeWish {
  readonly name: string
  readonly role: 'server' | 'agent'
  readonly memoryBytes: number
  readonly nodeIp?: string | undefined
  readonly labels: Readonly<Record<string, string>>
  readonly taints: readonly string[]
  /** Whether Longhorn makes a disk on it by itself. */
  readonly storage: boolean
}
