import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const command = fileURLToPath(new URL('../../shared/lab/lab', import.meta.url))

/** What a test file can find: nodes that it makes itself, or four nodes of a cluster. */
type Condition = 'bare' | 'cluster'

/** A pod takes half a minute to go, and a board that was off a while to be heard again. */
const mostSecondsToSettle = 90

/** The lab beside the repository, and what the file before has made of it. */
export class Lab {
  #condition: Condition | undefined
  #found: readonly string[] = []

  static canRun(): boolean {
    return existsSync(command) && spawnSync(command, ['doctor']).status === 0
  }

  /**
   * Builds what every test needs, which takes minutes on a machine that has never had a lab and is
   * no test's time. Also a second K3s to update to; where this machine cannot make it, its tests
   * are skipped.
   */
  prepare(): void {
    run('down')
    run('build')
    run('next')
  }

  /** @returns why it could not be brought to that condition */
  bring(condition: Condition): string | undefined {
    if (condition === this.#condition) return undefined
    this.#condition = undefined
    if (!run('down')) return 'the lab could not be taken down'
    if (condition === 'cluster') {
      if (!run('cluster', '4')) return 'the lab could not be brought up'
      this.#found = state()
    }
    this.#condition = condition
    return undefined
  }

  inventory(): string {
    return spawnSync(command, ['inventory'], { encoding: 'utf8' }).stdout
  }

  /** @returns what a file has left otherwise than it found it; the next one gets a new lab then */
  leftBehind(): string | undefined {
    // Whoever takes bare nodes leaves a cluster on them, and makes new ones.
    if (this.#condition !== 'cluster') {
      this.#condition = undefined
      return undefined
    }
    const end = Date.now() + mostSecondsToSettle * 1000
    let differences = this.#differences()
    while (differences.length > 0 && Date.now() < end) {
      spawnSync('sleep', ['2'])
      differences = this.#differences()
    }
    if (differences.length === 0) return undefined
    this.#condition = undefined
    return `\n${differences.slice(0, mostLines).join('\n')}`
  }

  #differences(): string[] {
    const now = state()
    return [
      ...this.#found.filter((line) => !now.includes(line)).map((line) => `  gone: ${line}`),
      ...now.filter((line) => !this.#found.includes(line)).map((line) => `  new: ${line}`),
    ]
  }

  end(): void {
    run('down')
  }
}

const mostLines = 20

function run(...words: readonly string[]): boolean {
  return spawnSync(command, [...words], { stdio: 'inherit' }).status === 0
}

/**
 * A line for each node as the API server sees it, for each object that a test could forget, and for
 * each file that a node has where tests and Bramble write.
 */
function state(): string[] {
  const columns =
    'N:.metadata.name,R:.status.conditions[?(@.type=="Ready")].status,C:.spec.unschedulable,T:.spec.taints[*].key,V:.status.nodeInfo.kubeletVersion'
  const kinds = 'namespaces,persistentvolumes,storageclasses,volumeattachments,deployments'
  return [
    ...linesOf('kubectl', 'get', 'nodes', '--no-headers', '-o', `custom-columns=${columns}`),
    ...linesOf('kubectl', 'get', kinds, '-A', '-o', 'name'),
    ...nodeNames().flatMap((node) =>
      linesOf('ssh', node, filesOfNode).map((line) => `${node}: ${line}`),
    ),
  ]
}

const filesOfNode = `find /etc /usr/local /var/tmp /root -xdev -type f
find /run/bramble -type f 2>/dev/null
find /var/log/journal -name system.journal 2>/dev/null
systemctl show k3s k3s-agent -p Id -p ActiveState --value | paste -sd ' '
cat /sys/fs/cgroup/memory/kubepods/memory.limit_in_bytes /sys/fs/cgroup/cpu/cpu.cfs_quota_us`

function nodeNames(): string[] {
  const { stdout } = spawnSync(command, ['inventory'], { encoding: 'utf8' })
  return (JSON.parse(stdout) as { nodes: { name: string }[] }).nodes.map(({ name }) => name)
}

/** Nothing where it did not answer. */
function linesOf(...words: readonly string[]): string[] {
  const { stdout } = spawnSync(command, [...words], { encoding: 'utf8', timeout: 30_000 })
  return stdout
    .split('\n')
    .map((line) => line.trim().replace(/ +/g, ' '))
    .filter((line) => line !== '')
}
