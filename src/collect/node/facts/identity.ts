import { nodeIdentity as fact } from '#src/model/facts/node.ts'
import { answerTo, type Section } from '../program/section.ts'
import { type Files, files, filesIn, lineOf } from './files.ts'
import { cpuCountIn } from './load.ts'
import { k3sLog } from './logs.ts'
import { absent, type FactReader, known, numberIn } from './reader.ts'

/** What no file tells; the architecture is in one since Linux 6.1. */
export const platform: Section = {
  name: 'platform',
  command: `echo "page $(getconf PAGE_SIZE 2>/dev/null)"
[ -e /proc/sys/kernel/arch ] || echo "architecture $(uname -m)"
ip -o addr show scope global 2>/dev/null`,
  seconds: 2,
  maxBytes: 10_000,
  keep: 'head',
  disk: false,
}

/** Interfaces of the cluster's own network: their addresses are not the node's. */
const clusterInterface = /^(?:cni|flannel|veth|cali|cilium|kube-ipvs|docker|lxc|br-)/

export const nodeIdentity: FactReader = {
  kind: fact.kind,
  source: 'hostnamectl, uname, ip addr',
  section: files.name,
  read(answers) {
    const found = filesIn(answers)
    const hostname = lineOf(found, '/proc/sys/kernel/hostname')
    if (hostname === undefined) return absent('failed', 'the node did not tell its name')
    const { text } = answerTo(answers, platform.name)
    const addresses = addressesIn(text)
    return [
      known({
        hostname,
        model: lineOf(found, '/proc/device-tree/model'),
        architecture:
          lineOf(found, '/proc/sys/kernel/arch') ?? /^architecture (\S+)$/m.exec(text)?.[1],
        kernelRelease: lineOf(found, '/proc/sys/kernel/osrelease'),
        operatingSystem: systemIn(found.get('/etc/os-release') ?? []),
        bootId: lineOf(found, '/proc/sys/kernel/random/boot_id'),
        uptimeSeconds: uptimeIn(found),
        cpuCount: cpuCountIn(found),
        pageSizeBytes: numberIn(/^page (\d{1,9})$/m.exec(text)?.[1]),
        addresses: addresses.length > 0 ? addresses : undefined,
        k3sVersion: versionIn(answerTo(answers, k3sLog.name).text),
      }),
    ]
  },
}

/** Of a second of proc_pid_stat(5), on every architecture that Linux has now. */
const ticksPerSecond = 100
/** A kernel of its own starts its first process within this time. */
const leastSeconds = 60

/**
 * How long the node runs: in a container the kernel ran before it, and the first process tells when
 * it began. Where the container has an uptime of its own, that one is right.
 */
function uptimeIn(found: Files): number | undefined {
  const kernelSeconds = numberIn(lineOf(found, '/proc/uptime')?.split(' ')[0])
  if (kernelSeconds === undefined) return undefined
  const fields = lineOf(found, '/proc/1/stat')
    ?.replace(/^.*\) /, '')
    .split(' ')
  const beganSeconds = (numberIn(fields?.[19]) ?? 0) / ticksPerSecond
  const seconds = Math.round((kernelSeconds - beganSeconds) * 100) / 100
  return beganSeconds < leastSeconds || seconds < 0 ? kernelSeconds : seconds
}

/** Lines of `ip -o addr`: `2: eth0    inet 10.0.0.12/24 brd …`. */
function addressesIn(text: string): string[] {
  const found = text.split('\n').flatMap((line) => {
    const [, name, address] = /^\d+: (\S+)\s+inet6? ([0-9a-fA-F.:]+)\//.exec(line) ?? []
    return name && address && !clusterInterface.test(name) ? [address] : []
  })
  return [...new Set(found)].slice(0, 50)
}

function systemIn(lines: readonly string[]): string | undefined {
  const line = lines.find((candidate) => candidate.startsWith('PRETTY_NAME='))
  return line?.slice('PRETTY_NAME='.length).replace(/^["']|["']$/g, '') || undefined
}

/**
 * K3s says its version when it starts (`Starting k3s v…` and `Starting k3s agent v…`, k3s
 * pkg/cli/server/server.go and pkg/cli/agent/agent.go). Asking `k3s --version` instead would
 * start a program of 70 MB on every look.
 */
function versionIn(log: string): string | undefined {
  return [...log.matchAll(/Starting k3s (?:agent )?(v\d+\.\d+\.\d+[\w.+-]*)/g)].at(-1)?.[1]
}
