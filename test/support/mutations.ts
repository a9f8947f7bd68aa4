import { createHash } from 'node:crypto'

/**
 * What happens to evidence on its way to us without changing what it says: pasted in another
 * order, twice, quoted in a mail, between lines of other things, with other names. A diagnosis
 * that depends on any of it has learned a file, not a fault.
 */
export interface Piece {
  readonly kind: string
  readonly node?: string | undefined
  readonly text: string
}

export interface Mutation {
  readonly name: string
  /** @param decisive texts that the answer rests on: they may be moved, never dropped */
  readonly change: (pieces: readonly Piece[], decisive: readonly string[]) => readonly Piece[]
}

const perLine = (change: (line: string) => string) => (pieces: readonly Piece[]) =>
  eachText(pieces, (text) => text.split('\n').map(change).join('\n'))

function eachText(pieces: readonly Piece[], change: (text: string) => string): readonly Piece[] {
  return pieces.map((piece) => ({ ...piece, text: change(piece.text) }))
}

export const mutations: readonly Mutation[] = [
  { name: 'pieces in reverse', change: (pieces) => pieces.toReversed() },
  { name: 'pasted twice', change: (pieces) => [...pieces, ...pieces] },
  { name: 'carriage returns', change: perLine((line) => `${line}\r`) },
  { name: 'colours', change: perLine((line) => `\x1b[33m${line}\x1b[0m`) },
  { name: 'quoted in a mail', change: perLine((line) => `> ${line}`) },
  {
    name: "beside a healthy node's log",
    change: (pieces) => [
      ...pieces,
      {
        kind: 'k3s-journal',
        node: 'kiwi9',
        text: noise({ kind: 'k3s-journal', text: '' }, 2, linesAround),
      },
    ],
  },
  {
    name: 'in a Markdown fence',
    change: (pieces) => eachText(pieces, (text) => `\`\`\`text\n${text.trimEnd()}\n\`\`\`\n`),
  },
  { name: 'other volumes and boots', change: (pieces) => eachText(pieces, withOtherIds) },
  { name: 'other addresses', change: (pieces) => eachText(pieces, withOtherAddresses) },
  { name: 'other node names', change: withOtherNodes },
  { name: 'other lines cut', change: withLinesCut },
  { name: 'among harmless lines', change: (pieces) => amongHarmlessLines(pieces, linesAround) },
]

/** The same id becomes the same other id. */
function withOtherIds(text: string): string {
  return text.replace(/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, (id) => {
    const hash = createHash('sha256').update(id).digest('hex')
    return [8, 4, 4, 4, 12].map((length, at) => hash.slice(at * 12, at * 12 + length)).join('-')
  })
}

/** Only a node's own last number changes: networks stay networks, and two addresses stay two. */
function withOtherAddresses(text: string): string {
  return text.replace(
    /(?<![\w.])(10|192\.168|172\.(?:1[6-9]|2\d|3[01]))((?:\.\d{1,3}){1,2})\.(\d{1,3})(?![\w.]|\/\d)/g,
    (whole: string, net: string, middle: string, last: string) => {
      const isNode = `${net}${middle}`.split('.').length === 3 && !/^10\.4[23]\./.test(whole)
      const number = Number(last)
      if (!isNode || number === 0 || number > 254) return whole
      return `${net}${middle}.${(number * 2) % 255}`
    },
  )
}

function withOtherNodes(pieces: readonly Piece[]): readonly Piece[] {
  const names = [...new Set(pieces.flatMap(({ node }) => (node === undefined ? [] : [node])))]
    // A name that is also a word or a part of another name cannot be replaced safely.
    .filter((name) => /\d/.test(name) && name.length > 3)
    .toSorted((one, other) => other.length - one.length)
  const renamed = (text: string) =>
    names.reduce(
      (so, name, at) =>
        so.replaceAll(new RegExp(`(?<![\\w-])${escape(name)}(?![\\w-])`, 'g'), `kiwi${at}x`),
      text,
    )
  return pieces.map((piece) => ({
    ...piece,
    ...(piece.node !== undefined && { node: renamed(piece.node) }),
    text: renamed(piece.text),
  }))
}

function escape(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

/** Every third line goes, unless the answer rests on it. Tables keep their heads. */
function withLinesCut(pieces: readonly Piece[], decisive: readonly string[]): readonly Piece[] {
  const words = (text: string) => text.replaceAll(/\s+/g, ' ').trim()
  const kept = decisive.map(words)
  return eachText(pieces, (text) =>
    text
      .split('\n')
      .filter((line, at) => {
        const own = words(line)
        const isDecisive = kept.some((other) => other.includes(own) || own.includes(other))
        return isDecisive || at % 3 !== 1 || /^[A-Z][A-Z-]+\s{2,}[A-Z]/.test(line)
      })
      .join('\n'),
  )
}

const logKinds: ReadonlySet<string> = new Set(['k3s-journal', 'kernel', 'previous-boot'])
const linesAround = 400

/** @param count lines before, and as many after */
export function amongHarmlessLines(pieces: readonly Piece[], count: number): readonly Piece[] {
  return pieces.map((piece) =>
    logKinds.has(piece.kind)
      ? { ...piece, text: `${noise(piece, 0, count)}\n${piece.text}\n${noise(piece, 1, count)}` }
      : piece,
  )
}

/** Lines as the program of that log writes them on a healthy day, in the form of the log itself. */
function noise({ kind, text }: Piece, part: number, count: number): string {
  const lines = kind === 'k3s-journal' ? harmlessK3s : harmlessKernel
  // Between lines without a time a dated one would say when they were written.
  const isDated = /\d\d:\d\d:\d\d/.test(text)
  const [, head = ''] =
    /^((?:[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d|\d{4}-\d\d-\d\dT[\d:.+-]+) \S+ (?:k3s(?:-agent)?\[\d+\]|kernel): )/m.exec(
      text,
    ) ?? []
  return Array.from({ length: count }, (_, at) => {
    const line = lines[(at * 7 + part * 3) % lines.length] ?? ''
    const own = isDated ? line : line.replace(/^(?:time="[^"]*" |I\d{4} [\d:.]+ )/, '')
    return head + own.replaceAll('#', String(1000 + ((at * 37) % 9000)))
  }).join('\n')
}

const harmlessKernel: readonly string[] = [
  'cni0: port #(veth1a2b3c#) entered forwarding state',
  'IPv6: ADDRCONF(NETDEV_CHANGE): veth1a2b3c#: link becomes ready',
  'device veth1a2b3c# entered promiscuous mode',
  'audit: type=1400 audit(1767222000.#:12): apparmor="STATUS" operation="profile_load" name="docker-default"',
  'EXT4-fs (nvme0n1p2): mounted filesystem with ordered data mode. Quota mode: none.',
  'NET: Registered PF_INET6 protocol family',
  'usb 1-1: new high-speed USB device number 2 using xhci_hcd',
  'random: crng init done',
]

const harmlessK3s: readonly string[] = [
  'time="2026-01-01T00:00:00Z" level=info msg="COMPACT compactRev=# targetCompactRev=# currentRev=#"',
  'time="2026-01-01T00:00:00Z" level=info msg="Tunnel server egress proxy updating node pi pod IPs"',
  'I0101 00:00:00.000000    #  replica_set.go:679] "Finished syncing" kind="ReplicaSet" key="default/web-#" duration="1.2ms"',
  'I0101 00:00:00.000000    #  pod_startup_latency_tracker.go:104] "Observed pod startup duration" pod="default/web-#"',
  'I0101 00:00:00.000000    #  reconciler_common.go:251] "operationExecutor.VerifyControllerAttachedVolume started for volume" pod="default/web-#"',
  'I0101 00:00:00.000000    #  topology_manager.go:215] "Topology Admit Handler" podNamespace="default" podName="web-#"',
  'I0101 00:00:00.000000    #  handler.go:286] Adding GroupVersion longhorn.io v1beta2 to ResourceManager',
  'I0101 00:00:00.000000    #  trace.go:236] Trace[#]: "Create" accept:application/json (total time: 512ms):',
]
