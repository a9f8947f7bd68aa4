import { type LogLine, lines } from '#src/model/line.ts'

/** The transport of each device that lsblk listed. */
export type Transports = ReadonlyMap<string, string | undefined>

/** An address that no Longhorn volume has: its target serves the disk as LUN 1 of target 0. */
export const diskAddress = lines(': [sd', /\bsd \d+:(?!0:0:1:)\d+:\d+:\d+: \[(?<device>sd[a-z]+)\]/)

/** True where the kernel gave each of the devices an address that no volume has. */
export function areAddressed(found: readonly LogLine[], addresses: readonly LogLine[]): boolean {
  const addressed = new Set(addresses.map(({ groups }) => groups['device']))
  return found.every(({ groups }) => addressed.has(groups['device']))
}

/** True where the name alone, or lsblk, says that it is a disk in the node. */
export function isDisk(line: LogLine, transports: Transports): boolean {
  const device = line.groups.device ?? ''
  const transport = transports.get(device)
  return device.startsWith('nvme') || (transport !== undefined && transport !== 'iscsi')
}
